"""ZooKeeper as the image `kubebiz/zookeeper` runs it.

1. `start-zookeeper --servers=N` writes zoo.cfg with N servers and `myid`, the pod's ordinal plus one.
2. The servers named in zoo.cfg decide: more than half of them must run, else nobody serves.
3. The leader stays as long as it runs and has its quorum; then the one with the latest data, and among
   those the highest id, is elected. So it is if a leader comes back that the others have gone on without.
4. A server that zoo.cfg does not name is no member: scaling alone does not make an ensemble larger.
5. What is written is kept in the data directory of every member of the quorum; one that comes back gets
   what it missed from the leader.
6. A server that cannot write its data ends with exit code 10. One whose storage does not answer does not
   serve, and the others do not wait for it.

Source: https://zookeeper.apache.org/doc/r3.4.10/zookeeperAdmin.html
"""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from k8slab.objects.timestamps import EPOCH
from k8slab.sim.containers import zookeeper_configuration as configuration
from k8slab.sim.containers.zookeeper_configuration import CONFIGURATION, DATA
from k8slab.sim.shell.call import Call
from k8slab.sim.shell.machine import Machine, Program, Steps
from k8slab.sim.shell.programs.processes import Process, list_processes
from k8slab.sim.shell.programs.system import FOREVER, pkill
from k8slab.sim.shell.volume import FileError

MARK = "/run/zookeeper.leader"
RUNNING = "/run/zookeeper.pid"
SNAPSHOT = "version-2/snapshot.json"
WRITE_FAILED = 10
SEVERE = "ERROR [QuorumPeer[myid={id}]:ZooKeeperServer] - Severe unrecoverable error, exiting"
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
BANNER = "ZooKeeper JMX enabled by default\nUsing config: /opt/zookeeper/bin/../conf/zoo.cfg"

JAVA = (
    "/usr/lib/jvm/java-8-openjdk-amd64/bin/java -Dzookeeper.log.dir=/var/log/zookeeper "
    "-Dzookeeper.root.logger=INFO,CONSOLE -cp /opt/zookeeper/bin/../lib/*:/opt/zookeeper/bin/../conf: "
    "org.apache.zookeeper.server.quorum.QuorumPeerMain {configuration}"
)


def znode(data: str, zxid: int, now: float) -> dict[str, Any]:
    """A node that is made in that transaction, at that virtual second."""
    made = dict.fromkeys(("czxid", "mzxid", "pzxid"), zxid) | dict.fromkeys(("ctime", "mtime"), now)
    return {"data": data, **made, "cversion": 0, "version": 0}


@dataclass(frozen=True)
class Server:
    """A running ZooKeeper process."""

    machine: Machine
    settings: dict[str, str]

    @property
    def id(self) -> int:
        text = _read(self.machine, posixpath.join(self.data, "myid")).decode().strip()
        return int(text) if text.isdigit() else 0

    @property
    def data(self) -> str:
        return self.settings.get("dataDir", DATA)

    @property
    def ids(self) -> list[int]:
        """Of the servers that its configuration names; alone, a server needs no name."""
        named = [int(key[7:]) for key in self.settings if key.startswith("server.") and key[7:].isdigit()]
        return named or [self.id]

    @property
    def is_member(self) -> bool:
        """(4)"""
        return self.id in self.ids

    @property
    def is_marked(self) -> bool:
        return self.machine.files.find(MARK) is not None

    def tree(self) -> dict[str, Any]:
        """{"zxid": …, "nodes": {path: znode}}."""
        content = _read(self.machine, posixpath.join(self.data, SNAPSHOT))
        try:
            found = json.loads(content)
            return {"zxid": int(found["zxid"]), "nodes": dict(found["nodes"])}
        except (ValueError, KeyError, TypeError):
            return {"zxid": 0, "nodes": {"/": znode("", 0, 0.0), "/zookeeper": znode("", 0, 0.0)}}

    def keep(self, tree: dict[str, Any]) -> bool:
        """Write it down, and say whether that went well; a server that cannot do it ends (6)."""
        path = posixpath.join(self.data, SNAPSHOT)
        try:
            self.machine.files.make_directory(posixpath.dirname(path), parents=True)
            self.machine.files.write(path, json.dumps(tree).encode())
            return True
        except FileError as error:
            at = EPOCH + timedelta(seconds=self.machine.now())
            severe = f"{at:%Y-%m-%d %H:%M:%S},000 [myid:{self.id}] - {SEVERE.format(id=self.id)}"
            self.machine.files.remove(RUNNING)
            self.machine.give_up(WRITE_FAILED, f"{severe}\njava.io.IOException: {error}")
            return False


def server(machine: Machine) -> Server | None:
    """The process that runs there; None if there is none, or if it waits for its storage (6)."""
    if machine.files.find(RUNNING) is None:
        return None
    place = _read(machine, RUNNING).decode() or CONFIGURATION
    lines = _read(machine, place).decode("utf-8", "replace").splitlines()
    found = Server(machine, dict(line.split("=", 1) for line in lines if "=" in line))
    return None if machine.files.is_stalled(found.data) else found


def quorum(machine: Machine) -> list[Server]:
    """The members that serve together with this machine's server, the leader first; empty if too few (2)."""
    own = server(machine)
    if own is None or not own.is_member:
        return []
    running = [each for each in map(server, machine.siblings()) if each is not None and each.is_member]
    members = {each.id: each for each in running if each.id in own.ids}
    if len(members) * 2 <= len(own.ids):
        for each in members.values():
            _unmark(each)
        return []
    return _led(list(members.values()))


def _led(members: list[Server]) -> list[Server]:
    """(3), (5)"""
    zxids = {each.id: each.tree()["zxid"] for each in members}
    latest = [each for each in members if zxids[each.id] == max(zxids.values())]
    marked = [each for each in latest if each.is_marked]
    leader = max(marked or latest, key=lambda each: each.id)
    for each in members:
        if each is not leader:
            _unmark(each)
    if not marked:
        leader.machine.files.make_directory("/run", parents=True)
        leader.machine.files.write(MARK, b"")
    tree = leader.tree()
    followers = [each for each in members if each is not leader]
    for each in followers:
        if each.tree() != tree:
            each.keep(tree)
    return [leader, *followers]


def _unmark(member: Server) -> None:
    if member.is_marked:
        member.machine.files.remove(MARK)


def _read(machine: Machine, path: str) -> bytes:
    try:
        return machine.files.read(path)
    except FileError:
        return b""


# Programs


def start(call: Call) -> Steps:
    """(1)"""
    for sibling in call.machine.siblings():
        quorum(sibling)
    options = dict(word[2:].partition("=")[::2] for word in call.arguments if word.startswith("--"))
    if unknown := [option for option in options if option not in configuration.OPTIONS]:
        call.streams.err.write(f"Unknown option --{unknown[0]}\n".encode())
        return 1
    ordinal = re.search(r"^(.*)-(\d+)$", call.machine.hostname)
    if ordinal is None:
        call.say("Kubernetes-zookeeper: Failed to parse name and ordinal of Pod")
        return 1
    configuration.write(call, options, ordinal[1], int(ordinal[2]), _domain(call))
    call.files.make_directory("/run", parents=True)
    call.files.write(RUNNING, f"{configuration.folder(options)}/zoo.cfg".encode())
    _say(call, int(ordinal[2]) + 1, _start_lines(call.machine))
    pause = FIRST_PAUSE
    while not (serving := quorum(call.machine)) and _is_member(call.machine):
        yield pause
        pause = min(2 * pause, LONGEST_PAUSE)
    if serving and configuration.server_count(options) > 1:
        own = int(ordinal[2]) + 1
        role = "LEADING" if serving[0].id == own else "FOLLOWING"
        _say(call, own, [f"INFO  [QuorumPeer[myid={own}]:QuorumPeer] - {role}"])
    yield FOREVER
    return 0


def _say(call: Call, own: int, lines: list[str]) -> None:
    at = EPOCH + timedelta(seconds=call.machine.now())
    for line in lines:
        call.say(f"{at:%Y-%m-%d %H:%M:%S},000 [myid:{own}] - {line}")


def _is_member(machine: Machine) -> bool:
    own = server(machine)
    return own is not None and own.is_member


def _domain(call: Call) -> str:
    """ ".zk-hs.zookeeper.svc.cluster.local", as /etc/hosts has it."""
    for line in _read(call.machine, "/etc/hosts").decode().splitlines():
        words = line.split()
        if call.machine.hostname in words[1:] and "." in words[1]:
            return "." + words[1].partition(".")[2]
    return ""


def _start_lines(machine: Machine) -> list[str]:
    own = server(machine)
    lines = [f"INFO  [main:QuorumPeerConfig] - Reading configuration from: {BANNER.rpartition(' ')[2]}"]
    if own is not None and not own.is_member:
        return [*lines, f"WARN  [main:QuorumPeer] - My id {own.id} not in the peer list {own.ids}"]
    lines.append("INFO  [main:QuorumPeerMain] - Starting quorum peer")
    if not quorum(machine):
        lines.append("WARN  [QuorumPeer:QuorumCnxManager] - Cannot open channel to the other servers yet")
    return lines


def ready(call: Call) -> int:
    """zookeeper-ready PORT: does the server say imok?"""
    return 0 if server(call.machine) is not None else 1


def kill_by_name(call: Call) -> int:
    """pkill: below the script that starts it, the server is a Java process."""
    if call.arguments[-1:] == ["java"] and server(call.machine) is not None:
        call.machine.kill("KILL" if "-9" in call.arguments else "TERM")
        return 0
    return pkill(call)


def processes(call: Call) -> int:
    """ps: the script, and below it the server."""
    found, own = [Process(1, 0, call.machine.main)], server(call.machine)
    if own is not None:
        place = _read(call.machine, RUNNING).decode() or CONFIGURATION
        found.append(Process(7, 1, JAVA.format(configuration=place)))
    return list_processes(call, found)


def control(call: Call) -> int:
    """zkServer.sh status."""
    if call.arguments[:1] != ["status"]:
        return call.complain(f"not simulated: zkServer.sh {' '.join(call.arguments)}", 127)
    call.streams.err.write(f"{BANNER}\n".encode())
    found = mode(call.machine)
    if not found:
        call.say("Error contacting service. It is probably not running.")
        return 1
    call.say(f"Mode: {found}")
    return 0


def mode(machine: Machine) -> str:
    """leader, follower or standalone; empty if the server does not serve."""
    own, serving = server(machine), quorum(machine)
    if own is None or not serving:
        return ""
    if len(own.ids) == 1:
        return "standalone"
    return "leader" if serving[0].id == own.id else "follower"


PROGRAMS: dict[str, Program] = {
    "pkill": kill_by_name,
    "ps": processes,
    "start-zookeeper": start,
    "zookeeper-ready": ready,
    "zkServer.sh": control,
}
