"""From reports to a bundle: weak labels, training, evaluation, export. Needs `zongjie[train]`."""

from __future__ import annotations

from importlib.util import find_spec

NEEDED = ("yaml", "datasets", "torch", "transformers", "crowdkit", "evaluate", "onnx", "sklearn")

if missing := [name for name in NEEDED if find_spec(name) is None]:
    raise ModuleNotFoundError(
        f"zongjie_train needs {', '.join(missing)}: pip install 'zongjie[train]'", name=missing[0]
    )
