"""Files that are followed as they grow, as the first process of a container does with `tail -f`."""

from __future__ import annotations

from k8slab.sim.shell.call import Call
from k8slab.sim.shell.machine import Steps
from k8slab.sim.shell.volume import FileError

FOREVER = 10 * 365 * 86400.0
TURN_SECONDS = 1.0
NOTHING = "/dev/null"


def follow(call: Call, names: list[str], count: int, *, retries: bool) -> Steps:
    """The last ``count`` lines of each, then what is added; ``retries``: a missing one may come yet."""
    told: dict[str, int] = {}
    for name in names:
        content = _read(call, name)
        if content is None:
            call.complain(f"can't open '{name}': No such file or directory")
        else:
            call.streams.out.write(b"".join(content.splitlines(keepends=True)[-count:]) if count else b"")
            told[name] = len(content)
    followed = names if retries else list(told)
    if not followed:
        return 1
    while followed != [NOTHING]:
        yield TURN_SECONDS
        for name in followed:
            _go_on(call, name, told)
    yield FOREVER
    return 0


def _go_on(call: Call, name: str, told: dict[str, int]) -> None:
    """Tell what has been added; a file that has become shorter is told anew."""
    content = _read(call, name)
    if content is None:
        return
    if name not in told:
        call.complain(f"{name} has appeared; following end of new file")
    before = told.get(name, 0)
    call.streams.out.write(content[before if before <= len(content) else 0 :])
    told[name] = len(content)


def _read(call: Call, name: str) -> bytes | None:
    if name == NOTHING:
        return b""
    try:
        return call.files.read(call.path(name))
    except FileError:
        return None
