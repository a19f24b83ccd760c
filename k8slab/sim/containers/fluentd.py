"""fluentd: follows the logs of its node's containers.

1. It names each file that it begins to follow; those that are new it finds within a minute.

Source: https://docs.fluentd.org/input/tail (refresh_interval)
"""

from __future__ import annotations

from datetime import timedelta

from k8slab.objects.timestamps import EPOCH
from k8slab.sim.shell.call import Call
from k8slab.sim.shell.machine import Program, Steps

CONFIGURATION = "/etc/fluent/fluent.conf"
REFRESH_SECONDS = 60.0


def fluentd(call: Call) -> Steps:
    """Says what it follows, and goes on."""
    _say(call, f'parsing config file is succeeded path="{CONFIGURATION}"')
    _say(call, 'starting fluentd-1.16.2 pid=1 ruby="3.2.2"')
    _say(call, "#0 starting fluentd worker pid=16 ppid=1 worker=0")
    followed = _follow(call, set())
    _say(call, "#0 fluentd worker is now running worker=0")
    while True:
        yield REFRESH_SECONDS
        followed = _follow(call, followed)


def _follow(call: Call, known: set[str]) -> set[str]:
    """The files that are there; it names those that it has not known."""
    found = call.machine.log_files()
    for path in found:
        if path not in known:
            _say(call, f"#0 [in_tail_container_logs] following tail of {path}")
    return set(found)


def _say(call: Call, text: str) -> None:
    at = EPOCH + timedelta(seconds=call.machine.now())
    call.say(f"{at:%Y-%m-%d %H:%M:%S} +0000 [info]: {text}")


PROGRAMS: dict[str, Program] = {"fluentd": fluentd, "run.sh": fluentd}
