"""Makes ``pdf_conformance.json``: what a checker of others says of each PDF of a dossier.

Not part of any environment of this project, so that who typesets and who checks share nothing; it is
installed by hand where a dossier is checked:

    python -m venv checker && checker/bin/pip install page-validation==0.11.0
    checker/bin/python verification/oracles/pdf_conformance.py build/dossier/submission

Each PDF is held against PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1). Before that, a document without
its fonts is shown to the checker, which has to find it. A stream whose last byte is a carriage return seems
one byte too long to a reader who takes that byte for a line's end: there the length is counted here. Exit 0
where all conform, 1 where one does not, 2 where nothing could be checked.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from importlib.metadata import version
from pathlib import Path

import page

OUT = Path(__file__).with_suffix(".json")
PROFILES = {
    "PDF/A-2a": page.ValidationProfile.PDF_A_2A,
    "PDF/UA-1": page.ValidationProfile.PDF_UA_1,
}
LENGTH_RULE = "STREAM-LENGTH"
FONT, NO_FONT = b"/FontFile", b"/FontFilX"


def main() -> int:
    """Check, print and write."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/dossier/submission")
    documents = sorted(folder.rglob("*.pdf"))
    manifest = folder / "manifest.json"
    if not documents or not manifest.is_file():
        print(f"no dossier in {folder}: make dossier makes one", file=sys.stderr)
        return 2
    damaged = documents[0].read_bytes().replace(FONT, NO_FONT)
    if page.validate_pdf_bytes(damaged, profile=PROFILES["PDF/A-2a"]).is_compliant:
        print("the checker does not find a document without its fonts", file=sys.stderr)
        return 2
    found, rules = {}, {}
    for number, document in enumerate(documents, 1):
        name = document.relative_to(folder).as_posix()
        print(f"{number}/{len(documents)} {name}", file=sys.stderr)
        for profile, asked in PROFILES.items():
            report = page.validate_pdf(str(document), profile=asked)
            rules[profile] = report.rules.total
            failures = [one for one in report.failures if not _ends_in_return(document.read_bytes(), one)]
            if failures:
                found[f"{name} {profile}"] = [f"{one.rule_id}: {one.message}" for one in failures]
    told = {
        "checker": f"page-validation {version('page-validation')}",
        "rules": rules,
        "dossier": json.loads(manifest.read_text(encoding="utf-8"))["device"],
        "manifest_sha256": hashlib.sha256(manifest.read_bytes()).hexdigest(),
        "documents": len(documents),
        "failures": found,
    }
    OUT.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(told, indent=1))
    return 1 if found else 0


def _ends_in_return(document: bytes, failure: page.ValidationFailure) -> bool:
    """Whether the failure is a stream's length that is right, its last byte being a carriage return."""
    if LENGTH_RULE not in failure.rule_id or failure.object_id is None:
        return False
    number = str(failure.object_id.object_number).encode()
    head = re.search(
        rb"(?:^|\n)" + number + rb" 0 obj\s*<<.*?/Length (\d+).*?>>\s*stream\r?\n", document, re.DOTALL
    )
    if head is None:
        return False
    end = head.end() + int(head[1])
    return document[end - 1 : end] == b"\r" and document[end : end + 10] == b"\nendstream"


if __name__ == "__main__":
    sys.exit(main())
