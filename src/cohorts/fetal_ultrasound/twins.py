"""Pictures that are the same, byte for byte: a set may hold one under two names or two patients."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cohorts.fetal_ultrasound.images import UltrasoundImage


def twins(images: Iterable[UltrasoundImage]) -> tuple[tuple[UltrasoundImage, ...], ...]:
    """Return the groups of two or more images whose files hold the same bytes."""
    groups: defaultdict[str, list[UltrasoundImage]] = defaultdict(list)
    for image in images:
        groups[hashlib.sha256(image.path.read_bytes()).hexdigest()].append(image)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def joined(images: Iterable[UltrasoundImage]) -> tuple[tuple[UltrasoundImage, ...], tuple[str, ...]]:
    """Give patients who share an identical picture one name, so that no split can part them.

    Returns
    -------
    The images in their order, and a note where patients were joined.
    """
    found = tuple(images)
    first: dict[str, str] = {}
    for group in twins(found):
        roots = sorted({_root(first, image.patient) for image in group})
        first |= dict.fromkeys(roots[1:], roots[0])
    names = {image.patient for image in found}
    lost = sorted(name for name in names if _root(first, name) != name)
    if not lost:
        return found, ()
    note = f"{len(lost)} patient(s) share an identical picture with another and count as the same: "
    together = tuple(replace(image, patient=_root(first, image.patient)) for image in found)
    return together, (note + ", ".join(lost),)


def _root(first: dict[str, str], name: str) -> str:
    while name in first:
        name = first[name]
    return name
