"""ZooKeeper as the image `kubebiz/zookeeper` runs it.

1. `start-zookeeper --servers=N` writes zoo.cfg with N servers and `myid`, the pod's ordinal plus one.
2. The servers named in zoo.cfg decide: more than half of them must run, else nobody serves.
3. The leader stays as long as it runs and has its quorum; see `zookeeper_ensemble`.
4. A server that its own zoo.cfg does not name ends with exit code 1: scaling alone makes no ensemble larger.
5. What is written is kept in the data directory of every member of the quorum; one that comes back gets
   what it missed from the leader.
6. A server that cannot write its data ends with exit code 10. One whose storage does not answer does not
   serve, and the others do not wait for it.

Source: https://zookeeper.apache.org/doc/r3.4.10/zookeeperAdmin.html
"""

from __future__ import annotations

import re
from datetime import timedelta

from k8slab.objects.timestamps import EPOCH
from k8slab.sim.containers import zookeeper_configuration as configuration
from k8slab.sim.containers.zookeeper_configuration import CONFIGURATION
from k8slab.sim.containers.zookeeper_ensemble import RUNNING, quorum, read, server
from k8slab.sim.shell.call import Call
from k8slab.sim.shell.machine import Machine, Program, Steps
from k8slab.sim.shell.programs.processes import Process, list_processes
from k8slab.sim.shell.programs.system import FOREVER, pkill

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
BANNER = "ZooKeeper JMX enabled by default\nUsing config: /opt/zookeeper/bin/../conf/zoo.cfg"

JAVA = (
    "/usr/lib/jvm/java-8-openjdk-amd64/bin/java -Dzookeeper.log.dir=/var/log/zookeeper "
    "-Dzookeeper.root.logger=INFO,CONSOLE -cp /opt/zookeeper/bin/../lib/*:/opt/zookeeper/bin/../conf: "
    "org.apache.zookeeper.server.quorum.QuorumPeerMain {configuration}"
)
JAVA_STARTS = 1.0
"""So many seconds pass before the server has read its configuration."""
NOT_LISTED = """ERROR [main:QuorumPeerMain] - Unexpected exception, exiting abnormally
java.lang.RuntimeException: My id {id} not in the peer list
\tat org.apache.zookeeper.server.quorum.QuorumPeer.startLeaderElection(QuorumPeer.java)
\tat org.apache.zookeeper.server.quorum.QuorumPeer.start(QuorumPeer.java)
\tat org.apache.zookeeper.server.quorum.QuorumPeerMain.runFromConfig(QuorumPeerMain.java)
\tat org.apache.zookeeper.server.quorum.QuorumPeerMain.initializeAndRun(QuorumPeerMain.java)
\tat org.apache.zookeeper.server.quorum.QuorumPeerMain.main(QuorumPeerMain.java)"""
TOO_FEW = "No server failure will be tolerated. You need at least 3 servers."
EVEN = "Non-optimial configuration, consider an odd number of servers."


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
    own = int(ordinal[2]) + 1
    _say(call, own, _start_lines(call.machine, configuration.server_count(options)))
    if not _is_member(call.machine):
        yield JAVA_STARTS
        _say(call, own, [NOT_LISTED.format(id=own)])
        return 1
    pause = FIRST_PAUSE
    while not (serving := quorum(call.machine)):
        yield pause
        pause = min(2 * pause, LONGEST_PAUSE)
    if configuration.server_count(options) > 1:
        role = "LEADING" if serving[0].id == own else "FOLLOWING"
        _say(call, own, [f"INFO  [QuorumPeer[myid={own}]:QuorumPeer] - {role}"])
    yield FOREVER
    return 0


def _say(call: Call, own: int, lines: list[str]) -> None:
    at = EPOCH + timedelta(seconds=call.machine.now())
    for line in lines:
        call.say(f"{at:%Y-%m-%d %H:%M:%S},000 [myid:{own}] - {line}")


def _is_member(machine: Machine) -> bool:
    """(4); one whose storage does not answer has not read its own id yet."""
    own = server(machine)
    return own is None or own.is_member


def _domain(call: Call) -> str:
    """ ".zk-hs.zookeeper.svc.cluster.local", as /etc/hosts has it."""
    for line in read(call.machine, "/etc/hosts").decode().splitlines():
        words = line.split()
        if call.machine.hostname in words[1:] and "." in words[1]:
            return "." + words[1].partition(".")[2]
    return ""


def _start_lines(machine: Machine, servers: int) -> list[str]:
    lines = [f"INFO  [main:QuorumPeerConfig] - Reading configuration from: {BANNER.rpartition(' ')[2]}"]
    if servers > 1 and servers % 2 == 0:
        lines.append(f"WARN  [main:QuorumPeerConfig] - {TOO_FEW if servers == 2 else EVEN}")
    lines.append("INFO  [main:QuorumPeerMain] - Starting quorum peer")
    if _is_member(machine) and not quorum(machine):
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
        place = read(call.machine, RUNNING).decode() or CONFIGURATION
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
    if own.is_alone:
        return "standalone"
    return "leader" if serving[0].id == own.id else "follower"


PROGRAMS: dict[str, Program] = {
    "pkill": kill_by_name,
    "ps": processes,
    "start-zookeeper": start,
    "zookeeper-ready": ready,
    "zkServer.sh": control,
}
