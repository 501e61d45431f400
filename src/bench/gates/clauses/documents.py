"""Whether a document's section is there, says something, and is no template still to be filled."""

import re
from collections.abc import Iterator
from functools import lru_cache

from bench.gates.placeholder import placeholders

_LABEL = re.compile(r"^\.\. _([^:]+):\s*$")
_ADORNED = re.compile(r"^([=\-~^\"'`#*+.:_])\1{2,}\s*$")
_QUOTED = re.compile(r"``[^`]*``|:[\w:.+-]+:`[^`]*`|`[^`]*`_{0,2}")
_LEAST_WORDS = 5


def placeholder(text: str) -> str:
    """Return the first token that shows that a text still is to be filled, or nothing."""
    return next(placeholders(_QUOTED.sub("", text)), "")


def section_fault(page: str, label: str) -> str:
    """Say what is wrong with the section behind a label of a page, or nothing; the whole page without one."""
    if label and label not in labels(page):
        return f"has no label {label}"
    body = _sections(page)[label] if label else page
    token = placeholder(body)
    if token:
        return f"still holds a placeholder: {token}"
    return "" if _says_something(body) else "is empty"


def labels(page: str) -> tuple[str, ...]:
    """Return every label of a page."""
    return tuple(_sections(page))


def _says_something(body: str) -> bool:
    """Ask for a directive that makes text, or a few words."""
    lines = [line.strip() for line in body.splitlines()]
    if any(re.match(r"\.\. [\w-]+::", line) and "::" in line for line in lines):
        return True
    said = [line for line in lines if not line.startswith((".. ", ":")) and not _ADORNED.match(line)]
    return len(re.findall(r"\w{2,}", " ".join(said))) >= _LEAST_WORDS


@lru_cache(maxsize=512)
def _sections(page: str) -> dict[str, str]:
    """Return label → the text of its section with all below it."""
    lines = page.splitlines()
    heads = dict(_headings(lines))
    found: dict[str, str] = {}
    for number, line in enumerate(lines):
        match = _LABEL.match(line)
        if match:
            found[match[1].strip("`").lower()] = "\n".join(_body(lines, number + 1, heads))
    return found


def _body(lines: list[str], start: int, heads: dict[int, int]) -> list[str]:
    at = start
    while at < len(lines) and at not in heads and (not lines[at].strip() or _LABEL.match(lines[at])):
        at += 1
    level = heads.get(at)
    begin = at + 2 if level is not None else at
    ends = (
        n
        for n in range(begin, len(lines))
        if (n in heads and (level is None or heads[n] <= level)) or (level is None and _LABEL.match(lines[n]))
    )
    end = next(ends, len(lines))
    while end > begin and (not lines[end - 1].strip() or _LABEL.match(lines[end - 1])):
        end -= 1  # labels that stand before the next heading belong to it
    return lines[begin:end]


def _headings(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the line of each heading with its depth, by the order in which its adornments come up."""
    styles: list[str] = []
    for number in range(len(lines) - 1):
        title, below = lines[number], lines[number + 1]
        match = _ADORNED.match(below)
        if match and title.strip() and not title.startswith((" ", "..", ":")) and not _ADORNED.match(title):
            if len(below.rstrip()) < len(title.rstrip()):
                continue
            if match[1] not in styles:
                styles.append(match[1])
            yield number, styles.index(match[1])
