"""Notebooks: read from MyST Markdown, and written as the same bytes on every machine."""

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

from k8slab.course.questions import questions_as_cells

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python"}
KEPT = ("nbgrader", "tags", "deletable", "editable")


def read(path: Path, owner: str) -> tuple[Any, dict[str, Any]]:
    """The notebook in a MyST Markdown file and the front matter above it.

    Cell ids are derived from `owner` and each cell's content, so they survive edits elsewhere in the file.
    """
    import jupytext

    text = questions_as_cells(path.read_text(encoding="utf-8"))
    notebook = jupytext.reads(text, fmt="md:myst")
    front_matter = {key: value for key, value in notebook.metadata.items() if key != "jupytext"}
    notebook.metadata = {}
    derive_ids(notebook, owner)
    return normalised(notebook), front_matter


def derive_ids(notebook: Any, owner: str) -> None:
    """Give each cell the id that its content has; equal cells are told apart by counting."""
    seen: Counter[str] = Counter()
    for cell in notebook.cells:
        content = f"{owner}\0{cell.cell_type}\0{cell.source}"
        seen[content] += 1
        cell.id = hashlib.sha256(f"{content}\0{seen[content]}".encode()).hexdigest()[:12]


def normalised(notebook: Any) -> Any:
    """The notebook without what depends on the machine, the moment or the Python version."""
    from nbformat import from_dict

    notebook.metadata = from_dict({"kernelspec": KERNELSPEC, "language_info": LANGUAGE})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for cell in notebook.cells:
        cell.metadata = from_dict({key: cell.metadata[key] for key in KEPT if cell.metadata.get(key)})
        if cell.cell_type == "code":
            cell.outputs = joined_streams(cell.outputs)
    return notebook


def joined_streams(outputs: list[Any]) -> list[Any]:
    """Outputs with neighbouring pieces of one stream put together: how a kernel cuts them is chance."""
    joined: list[Any] = []
    for output in outputs:
        if joined and is_stream(output, joined[-1].get("name")) and is_stream(joined[-1], output.name):
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def is_stream(output: Any, name: str | None) -> bool:
    """Whether an output is text of the stream of that name."""
    return bool(output.output_type == "stream" and output.name == name)


def to_bytes(notebook: Any) -> bytes:
    """The notebook file: sorted keys, one space of indentation, a newline at the end."""
    import nbformat

    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook)
    return (text + "\n").encode()
