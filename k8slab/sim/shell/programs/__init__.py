"""The programs that every simulated container has, one module for each group."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from k8slab.sim.shell.machine import Program

GROUPS = {
    "builtins": ". : [ [[ break cd command continue eval exec exit export false local pwd read return set"
    " shift source test trap true type umask unset wait which",
    "text": "base64 cat echo head md5sum printf rev seq sha256sum tac tail tee wc yes",
    "matching": "grep sed",
    "columns": "cut sort tr uniq",
    "listing": "basename df dirname du find ls readlink realpath stat",
    "changing": "chgrp chmod chown cp dd ln mkdir mktemp mv rm rmdir sync touch truncate",
    "system": "arch bash date env hostname id kill nproc pkill printenv sh sleep"
    " timeout uname uptime whoami xargs",
    "processes": "ps",
    "network": "curl getent nc ping wget",
    "nslookup": "nslookup",
    "archive": "tar",
}
OTHERS = (
    "apk apt apt-get awk bzip2 cmp crontab dig diff dnf expr file free gcc gdb git gunzip gzip host htop "
    "ifconfig ip iptables java jq less lsof make man more mount mysql nano netstat node nohup npm openssl "
    "perl pip pip3 psql python python3 redis-cli rsync ruby ssh ss strace su sudo tcpdump top "
    "traceroute umount unzip vi vim watch yum zip"
)
ELSEWHERE = frozenset(OTHERS.split())
"""Programs that a container may well have, and that are not simulated."""
NAMES = {name: group for group, names in GROUPS.items() for name in names.split()}
SPELLED = {".": "source", ":": "true", "[": "test", "[[": "test"}


@cache
def find_program(name: str) -> Program | None:
    """The program of that name."""
    group = NAMES.get(name)
    if group is None:
        return None
    module = import_module(f"k8slab.sim.shell.programs.{group}")
    program: Program = module.PROGRAMS[SPELLED.get(name, name)]
    return program
