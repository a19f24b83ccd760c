"""Commands with what they printed."""

from k8slab.command_line import Output
from k8slab.widgets.console import LONGEST, Console


def echo(line, to):
    to.write(line.removeprefix("kubectl "))
    return Output(int("fail" in line), "", "")


def test_a_command_is_kept_with_its_output_and_exit_code():
    console = Console(echo)
    console.execute("kubectl scale sts/zk --replicas=5", 46.0)
    console.execute("kubectl fail", 47.5)
    assert console.told() == [
        {
            "time": 46.0,
            "line": "kubectl scale sts/zk --replicas=5",
            "output": "scale sts/zk --replicas=5",
            "code": 0,
        },
        {"time": 47.5, "line": "kubectl fail", "output": "fail", "code": 1},
    ]


def test_old_commands_and_long_outputs_are_cut_and_the_cut_is_told():
    console = Console(echo)
    for number in range(LONGEST + 5):
        console.execute(f"kubectl {number}", 0.0)
    assert [entry.line for entry in console.entries][:1] == ["kubectl 5"]
    console.execute("kubectl " + "\n".join(map(str, range(LONGEST + 7))), 0.0)
    assert console.told()[-1]["output"].splitlines()[-1] == "… and 7 more lines"
