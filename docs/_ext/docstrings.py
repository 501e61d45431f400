"""Make the house's docstrings readable for Sphinx, without asking the code to be written for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

IMPLEMENTS = re.compile(r"(?:^|(?<=\. ))Implements (RC-\d{3})\.$")


def link_control(
    _app: Sphinx, _what: str, _name: str, _of: object, _options: object, lines: list[str]
) -> None:
    """Turn ``Implements RC-003.`` into a reference that stands behind the first paragraph."""
    for place, line in enumerate(lines):
        match = IMPLEMENTS.search(line)
        if match:
            lines[place] = line[: match.start()].rstrip()
            end = next((at for at, text in enumerate(lines) if not text.strip()), len(lines))
            lines[end:end] = ["", f"Implements :ref:`{match[1]} <{match[1].lower()}>`.", ""]
            return


def keep_colons(_app: Sphinx, what: str, _name: str, _of: object, _options: object, lines: list[str]) -> None:
    """Keep napoleon from reading what stands before a property's first colon as its type."""
    if what in {"property", "attribute", "data"} and lines:
        lines[0] = lines[0].replace(": ", "; ")


def plain_defaults(_app: Sphinx, *about: object) -> tuple[str | None, str | None]:
    """Show a default that a factory makes as ``...``: ``<factory>`` is no Python and cannot be parsed."""
    signature, returns = (part if isinstance(part, str) else None for part in about[-2:])
    return signature and re.sub(
        r"<(factory|object object at [^>]*|function [^>]*)>", "...", signature
    ), returns


def setup(app: Sphinx) -> dict[str, bool]:
    """Register before napoleon, which listens at 500."""
    app.connect("autodoc-process-docstring", link_control, priority=400)
    app.connect("autodoc-process-docstring", keep_colons, priority=410)
    app.connect("autodoc-process-signature", plain_defaults)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
