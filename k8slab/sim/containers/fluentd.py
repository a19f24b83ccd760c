"""fluentd: follows the logs of its node's containers."""

from __future__ import annotations

from datetime import timedelta

from k8slab.objects.timestamps import EPOCH
from k8slab.sim.shell.call import Call
from k8slab.sim.shell.machine import Program, Steps
from k8slab.sim.shell.programs.system import FOREVER

CONFIGURATION = "/etc/fluent/fluent.conf"


def fluentd(call: Call) -> Steps:
    """Says what it follows, and goes on."""
    at = EPOCH + timedelta(seconds=call.machine.now())

    def say(text: str) -> None:
        call.say(f"{at:%Y-%m-%d %H:%M:%S} +0000 [info]: {text}")

    say(f'parsing config file is succeeded path="{CONFIGURATION}"')
    say('starting fluentd-1.16.2 pid=1 ruby="3.2.2"')
    say("#0 starting fluentd worker pid=16 ppid=1 worker=0")
    for path in call.machine.log_files():
        say(f"#0 [in_tail_container_logs] following tail of {path}")
    say("#0 fluentd worker is now running worker=0")
    yield FOREVER
    return 0


PROGRAMS: dict[str, Program] = {"fluentd": fluentd, "run.sh": fluentd}
