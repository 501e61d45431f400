"""A small checkout, with a device, phantoms, a bench, tests and a protocol."""

from pathlib import Path

import pytest

FILES = {
    "README.md": "read me",
    "pyproject.toml": "[project]",
    "locks/device.txt": "numpy==1",
    "verification/targets/cpu.toml": "title = 'x'",
    "verification/targets/gpu.toml": "title = 'y'",
    "src/bedside/__init__.py": "",
    "src/bedside/app.py": "import bedside.eye.pipeline",
    "src/bedside/runtime/__init__.py": "",
    "src/bedside/runtime/media.py": "import os",
    "src/bedside/eye/__init__.py": "from bedside.eye.pipeline import run",
    "src/bedside/eye/pipeline.py": "from . import geometry\nfrom ..runtime.media import x\n",
    "src/bedside/eye/geometry.py": "import numpy as np",
    "src/bedside/models/eye/model.onnx": "weights",
    "src/bedside/models/eye/manifest.json": "{}",
    "src/bedside/models/other/model.onnx": "weights of another",
    "src/phantoms/__init__.py": "",
    "src/phantoms/eye.py": "",
    "src/phantoms/table.json": "[]",
    "src/bench/__init__.py": "",
    "src/bench/measure.py": "",
    "src/bench/verify/__init__.py": "",
    "src/bench/verify/verdict.py": "from bench.measure import x",
    "src/bench/dossier.py": "",
    "tests/conftest.py": "from fakes import a_fake",
    "tests/fakes.py": "",
    "tests/unit/test_geometry.py": "from bedside.eye import geometry",
    "tests/unit/test_media.py": "import importlib\nimportlib.import_module('bedside.runtime.media')",
    "tests/system/test_cli.py": "import subprocess",
    "verification/protocols/eye.py": "def test_it(bench):\n    import bedside.eye, phantoms.eye\n",
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return its root."""
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path
