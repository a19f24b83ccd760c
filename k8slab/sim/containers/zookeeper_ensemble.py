"""Who of the running ZooKeeper servers serve together, by what each one's zoo.cfg says.

1. Each server counts the servers that *its own* zoo.cfg names. Servers with different lists, as there are
   while an ensemble grows, may serve together, or not find together.
2. The leader stays as long as it runs and more than half of the servers that it knows of are with it; so long
   its followers stay, too. Who has no leader joins one that more than half of those *it* knows of are with
   already; its own vote does not count then.
3. Else those without a leader vote: each for the one with the latest data that it knows, and among those for
   the highest id. So it is if a leader comes back that the others have gone on without.
4. A follower gets what it missed from its leader.

Source: https://zookeeper.apache.org/doc/r3.4.10/zookeeperInternals.html#sc_leaderElection
"""

from __future__ import annotations

import json
import posixpath
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from k8slab.objects.timestamps import EPOCH
from k8slab.sim.containers.zookeeper_configuration import CONFIGURATION, DATA
from k8slab.sim.shell.machine import Machine
from k8slab.sim.shell.volume import FileError

FOLLOWS = "/run/zookeeper.follows"
"""Has the id of the server's leader, which may be itself; none while it looks for one."""
RUNNING = "/run/zookeeper.pid"
SNAPSHOT = "version-2/snapshot.json"
WRITE_FAILED = 10
SEVERE = "ERROR [QuorumPeer[myid={id}]:ZooKeeperServer] - Severe unrecoverable error, exiting"


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
        return _number(self.machine, posixpath.join(self.data, "myid")) or 0

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
        """Does its own configuration name it?"""
        return self.id in self.ids

    @property
    def is_alone(self) -> bool:
        """A list of one makes no ensemble."""
        return len(self.ids) == 1

    @property
    def leader(self) -> int | None:
        """The id of the server that it follows; None while it looks for one."""
        return _number(self.machine, FOLLOWS)

    def follow(self, leader: int) -> None:
        """From now on it follows that server."""
        self.machine.files.make_directory("/run", parents=True)
        self.machine.files.write(FOLLOWS, str(leader).encode())

    def look(self) -> None:
        """From now on it follows nobody."""
        if self.machine.files.find(FOLLOWS) is not None:
            self.machine.files.remove(FOLLOWS)

    def has_most(self, ids: set[int]) -> bool:
        """Are they more than half of the servers that it knows of? (1)"""
        return 2 * len(ids.intersection(self.ids)) > len(self.ids)

    def tree(self) -> dict[str, Any]:
        """{"zxid": …, "nodes": {path: znode}}."""
        content = read(self.machine, posixpath.join(self.data, SNAPSHOT))
        try:
            found = json.loads(content)
            return {"zxid": int(found["zxid"]), "nodes": dict(found["nodes"])}
        except (ValueError, KeyError, TypeError):
            return {"zxid": 0, "nodes": {"/": znode("", 0, 0.0), "/zookeeper": znode("", 0, 0.0)}}

    def keep(self, tree: dict[str, Any]) -> bool:
        """Write it down, and say whether that went well; a server that cannot do it ends."""
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
    """The process that runs there; None if there is none, or if it waits for its storage."""
    if machine.files.find(RUNNING) is None:
        return None
    place = read(machine, RUNNING).decode() or CONFIGURATION
    lines = read(machine, place).decode("utf-8", "replace").splitlines()
    found = Server(machine, dict(line.split("=", 1) for line in lines if "=" in line))
    return None if machine.files.is_stalled(found.data) else found


def quorum(machine: Machine) -> list[Server]:
    """The members that serve together with this machine's server, the leader first; empty if too few."""
    own = server(machine)
    if own is None or not own.is_member:
        return []
    if own.is_alone:
        return [own]
    found = [each for each in map(server, machine.siblings()) if each is not None]
    members = {each.id: each for each in found if each.is_member and not each.is_alone}
    _go_on(members)
    leader = members[own.id].leader
    return [] if leader is None else _in_step(members[leader], members)


def _go_on(members: dict[int, Server]) -> None:
    """Who has lost the leader or the quorum looks for one, and finds it if there is one."""
    for leader in _leaders(members):
        _part(leader, members)
    while _join(members) or _elect(members):
        pass


def _part(leader: int, members: dict[int, Server]) -> None:
    """A leader that is gone, or without its quorum, leads nobody (2)."""
    led = _led_by(leader, members)
    if leader not in led or not members[leader].has_most(led):
        for each in led:
            members[each].look()


def _join(members: dict[int, Server]) -> bool:
    """One more joins a leader, if there is one for it (2)."""
    for each in _looking(members):
        for leader in _leaders(members):
            if leader in each.ids and each.has_most(_led_by(leader, members)):
                each.follow(leader)
                return True
    return False


def _elect(members: dict[int, Server]) -> bool:
    """A new leader, if more than half of the servers that it knows of want it, as their voters know (3)."""
    looking = {each.id: each for each in _looking(members)}
    order = {each.id: (each.tree()["zxid"], each.id) for each in looking.values()}
    votes = {each.id: max(order.keys() & each.ids, key=order.__getitem__) for each in looking.values()}
    for wanted in sorted(set(votes.values())):
        voters = {each for each, vote in votes.items() if vote == wanted}
        if wanted in voters and looking[wanted].has_most(voters):
            for each in voters:
                if looking[each].has_most(voters):
                    looking[each].follow(wanted)
            return True
    return False


def _leaders(members: dict[int, Server]) -> list[int]:
    return sorted({each.leader for each in members.values() if each.leader is not None})


def _led_by(leader: int, members: dict[int, Server]) -> set[int]:
    return {each.id for each in members.values() if each.leader == leader}


def _looking(members: dict[int, Server]) -> list[Server]:
    return [members[each] for each in sorted(members) if members[each].leader is None]


def _in_step(leader: Server, members: dict[int, Server]) -> list[Server]:
    """A leader and its followers, with the leader's data (4)."""
    tree = leader.tree()
    followers = [members[each] for each in sorted(_led_by(leader.id, members) - {leader.id})]
    for each in followers:
        if each.tree() != tree:
            each.keep(tree)
    return [leader, *followers]


def read(machine: Machine, path: str) -> bytes:
    """A file's content; nothing if it cannot be read."""
    try:
        return machine.files.read(path)
    except FileError:
        return b""


def _number(machine: Machine, path: str) -> int | None:
    text = read(machine, path).decode().strip()
    return int(text) if text.isdigit() else None
