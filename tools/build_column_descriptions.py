"""Fill the simulator's column descriptions from the models of the `kubernetes` package.

    python tools/build_column_descriptions.py [FILE]

rewrites FILE, which is `k8slab/sim/kinds/descriptions.json` unless said otherwise: its keys, such as
`PodStatus.podIP`, stay; the texts are taken from the models. To describe another column add its key.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from kubernetes.client import models

PARAGRAPHS = ("ObjectMeta.creationTimestamp",)
"""Texts of several paragraphs, which the models run together with two spaces."""
TARGET = Path(__file__).parent.parent / "k8slab" / "sim" / "kinds" / "descriptions.json"


def model_named(name: str) -> Any:
    """The newest model of an API type; of the two Events that of the core group."""
    found = (getattr(models, prefix + name, None) for prefix in ("V2", "V1", "CoreV1"))
    return next(model for model in found if model is not None)


def description(key: str) -> str:
    """What the models say about `Type.field`."""
    name, _, wanted = key.partition(".")
    model = model_named(name)
    attribute = next(python for python, served in model.attribute_map.items() if served == wanted)
    text = str(model.model_fields[attribute].description)
    return text.replace("  ", "\n\n") if key in PARAGRAPHS else text


def build(path: Path) -> None:
    keys = sorted(json.loads(TARGET.read_text(encoding="utf-8")))
    text = json.dumps({key: description(key) for key in keys}, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
