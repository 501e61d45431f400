"""What a dossier's folder holds, file by file with its SHA-256."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

NAME = "manifest.json"
SCHEMA = "bedside.submission/1"


def write_manifest(folder: Path, facts: Mapping[str, Any], documents: Iterable[Mapping[str, Any]]) -> Path:
    """Write the manifest of all files that lie in a folder now, and return its path.

    Parameters
    ----------
    facts
        What is told of the whole: its reading, the device, when the newest record was made.
    documents
        What is told of each document.
    """
    files = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != NAME
    }
    told = {"schema": SCHEMA, **facts, "documents": list(documents), "files": files}
    out = folder / NAME
    out.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return out
