"""Pack recordings' folders for this repository: `python -m tests.golden.pack FOLDER…`."""

from __future__ import annotations

import io
import lzma
import sys
import tarfile
from pathlib import Path

from tests.golden.recording import DATA


def pack(folder: Path) -> bytes:
    """The folder as .tar.xz; the same files give the same bytes."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            content = file.read_bytes()
            entry = tarfile.TarInfo(file.relative_to(folder).as_posix())
            entry.size, entry.mode = len(content), 0o644
            archive.addfile(entry, io.BytesIO(content))
    return lzma.compress(buffer.getvalue(), preset=9 | lzma.PRESET_EXTREME)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        packed = Path(name)
        (DATA / f"{packed.name}.tar.xz").write_bytes(pack(packed))
