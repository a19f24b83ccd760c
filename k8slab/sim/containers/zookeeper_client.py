"""ZooKeeper's clients: zkCli.sh as in version 3.4, and the four-letter words by nc.

Source: https://zookeeper.apache.org/doc/r3.4.10/zookeeperStarted.html and
https://zookeeper.apache.org/doc/r3.4.10/zookeeperAdmin.html#sc_zkCommands
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from k8slab.objects.timestamps import EPOCH
from k8slab.sim.containers.zookeeper import mode
from k8slab.sim.containers.zookeeper_ensemble import Server, quorum, server, znode
from k8slab.sim.shell.call import Call
from k8slab.sim.shell.machine import Machine, Program, Steps
from k8slab.sim.shell.programs.network import nc
from k8slab.sim.shell.streams import Buffer

FIRST_EPOCH = 0x100000000
LOCAL = ("localhost", "127.0.0.1")
GREETING = "Connecting to {}\n\nWATCHER::\n\nWatchedEvent state:SyncConnected type:None path:null"
SILENT = "This ZooKeeper instance is not currently serving requests\n"
Znodes = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Transaction:
    """One command of a client, on the nodes of its ensemble."""

    call: Call
    nodes: Znodes
    zxid: int

    def refuse(self, why: str) -> int:
        self.call.streams.err.write(f"{why}\n".encode())
        return 1

    def missing(self, path: str) -> int:
        return self.refuse(f"Node does not exist: {path}")

    def tell(self, path: str) -> None:
        """The node's stat, as every command of 3.4 that touches a node shows it."""
        node = self.nodes[path]
        lines = [f"cZxid = {_hex(node['czxid'])}", f"ctime = {_time(node['ctime'])}"]
        lines += [f"mZxid = {_hex(node['mzxid'])}", f"mtime = {_time(node['mtime'])}"]
        lines += [f"pZxid = {_hex(node['pzxid'])}", f"cversion = {node['cversion']}"]
        lines += [f"dataVersion = {node['version']}", "aclVersion = 0", "ephemeralOwner = 0x0"]
        lines += [f"dataLength = {len(node['data'].encode())}", f"numChildren = {len(self.children(path))}"]
        self.call.say("\n".join(lines))

    def children(self, path: str) -> list[str]:
        inside = [each for each in self.nodes if each != "/" and posixpath.dirname(each) == path]
        return sorted(posixpath.basename(each) for each in inside)

    def touch_parent(self, path: str) -> None:
        """Its children have changed."""
        parent = posixpath.dirname(path)
        self.nodes[parent] |= {"pzxid": self.zxid, "cversion": self.nodes[parent]["cversion"] + 1}


def client(call: Call) -> int:
    """zkCli.sh [-server HOST:PORT] COMMAND…; without a command, those of standard input."""
    words, place = list(call.arguments), "localhost:2181"
    if words[:1] == ["-server"] and len(words) > 1:
        place, words = words[1], words[2:]
    machine = _machine(call, place.partition(":")[0]) or call.machine
    call.say(GREETING.format(place))
    lines = [words] if words else [line.split() for line in call.streams.stdin.read().decode().splitlines()]
    return max([_command(call, quorum(machine), line) for line in lines if line], default=0)


def netcat(call: Call) -> int | Steps:
    """Four-letter words to a ZooKeeper server; anything else as nc does it everywhere."""
    words = [word for word in call.arguments if not word.startswith("-")]
    asked = _machine(call, words[0]) if words[1:] == ["2181"] and "-z" not in call.arguments else None
    if asked is None:
        return nc(call)
    if server(asked) is None:
        return 1
    word = call.streams.stdin.read().decode().strip()
    if word not in WORDS:
        return call.complain(f"not simulated: {word or 'an empty word'} to ZooKeeper", 127)
    call.streams.out.write(WORDS[word](asked).encode())
    return 0


def _machine(call: Call, host: str) -> Machine | None:
    """The member of the ensemble that has that name."""
    name = host.partition(".")[0]
    if host in LOCAL or name == call.machine.hostname:
        return call.machine
    return next((each for each in call.machine.siblings() if each.hostname == name), None)


def _state(machine: Machine) -> str:
    found = mode(machine)
    if not found:
        return SILENT
    tree = quorum(machine)[0].tree()
    return f"Zxid: {_hex(tree['zxid'])}\nMode: {found}\nNode count: {len(tree['nodes'])}\n"


WORDS: dict[str, Callable[[Machine], str]] = {"ruok": lambda machine: "imok", "stat": _state, "srvr": _state}


# Commands


def _command(call: Call, serving: list[Server], words: list[str]) -> int:
    name, *arguments = [word for word in words if word not in ("-s", "-e", "-R")]
    if name in ("quit", "close"):
        return 0
    path = arguments[0] if arguments else "/"
    if not serving:
        return _lost(call, path)
    act = COMMANDS.get(name)
    if act is None:
        return call.complain(f"not simulated: zkCli.sh {name}", 127)
    tree = serving[0].tree()
    before, said = json.dumps(tree["nodes"]), Buffer()
    inner = replace(call, streams=call.streams.having(out=said))
    code = act(Transaction(inner, tree["nodes"], tree["zxid"] + 1), path, " ".join(arguments[1:]))
    if json.dumps(tree["nodes"]) != before:
        tree["zxid"] += 1
        if not _is_kept(serving, tree):
            return _lost(call, path)
    call.streams.out.write(said.content())
    return code


def _is_kept(serving: list[Server], tree: dict[str, Any]) -> bool:
    """Have more than half of the ensemble's servers written it down?"""
    return 2 * sum([member.keep(tree) for member in serving]) > len(serving[0].ids)


def _lost(call: Call, path: str) -> int:
    call.streams.err.write(f"KeeperErrorCode = ConnectionLoss for {path}\n".encode())
    return 1


def _create(step: Transaction, path: str, content: str) -> int:
    if path in step.nodes:
        return step.refuse(f"Node already exists: {path}")
    if posixpath.dirname(path) not in step.nodes:
        return step.missing(path)
    step.nodes[path] = znode(content, step.zxid, step.call.machine.now())
    step.touch_parent(path)
    step.call.say(f"Created {path}")
    return 0


def _get(step: Transaction, path: str, _: str) -> int:
    if path not in step.nodes:
        return step.missing(path)
    step.call.say(str(step.nodes[path]["data"]))
    step.tell(path)
    return 0


def _set(step: Transaction, path: str, content: str) -> int:
    if path not in step.nodes:
        return step.missing(path)
    node = step.nodes[path]
    node |= {"data": content, "mzxid": step.zxid, "mtime": step.call.machine.now()}
    node["version"] += 1
    step.tell(path)
    return 0


def _list(step: Transaction, path: str, _: str) -> int:
    if path not in step.nodes:
        return step.missing(path)
    step.call.say(f"[{', '.join(step.children(path))}]")
    return 0


def _list_and_tell(step: Transaction, path: str, _: str) -> int:
    return _list(step, path, "") or _stat(step, path, "")


def _stat(step: Transaction, path: str, _: str) -> int:
    if path not in step.nodes:
        return step.missing(path)
    step.tell(path)
    return 0


def _delete(step: Transaction, path: str, _: str) -> int:
    if path not in step.nodes:
        return step.missing(path)
    if step.children(path):
        return step.refuse(f"Node not empty: {path}")
    del step.nodes[path]
    step.touch_parent(path)
    return 0


def _delete_all(step: Transaction, path: str, _: str) -> int:
    if path not in step.nodes:
        return step.missing(path)
    for each in [each for each in step.nodes if each == path or each.startswith(f"{path}/")]:
        del step.nodes[each]
    step.touch_parent(path)
    return 0


def _hex(zxid: int) -> str:
    """In the ensemble's first epoch; 0 is before all."""
    return hex(FIRST_EPOCH + zxid) if zxid else "0x0"


def _time(seconds: float) -> str:
    return f"{EPOCH + timedelta(seconds=seconds):%a %b %d %H:%M:%S UTC %Y}"


COMMANDS: dict[str, Callable[[Transaction, str, str], int]] = {
    "create": _create,
    "get": _get,
    "set": _set,
    "ls": _list,
    "ls2": _list_and_tell,
    "stat": _stat,
    "delete": _delete,
    "rmr": _delete_all,
    "deleteall": _delete_all,
}
PROGRAMS: dict[str, Program] = {"zkCli.sh": client, "nc": netcat}
