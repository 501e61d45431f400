"""What a run of the fetal ultrasound item needs from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bedside.runtime.backend import Backend
    from bedside.runtime.model import ModelPackage


def _silent(_done: int, _total: int | None) -> None:
    """Say nothing of how far the work is."""


@dataclass(frozen=True, slots=True)
class Ports:
    """The models, the time of day, and someone to tell how far the work is.

    Parameters
    ----------
    open_generator, open_planes
        Each opens its model, ready to run.
    open_super_resolution
        Likewise; called for images of 256 pixels alone.
    now_utc
        The time of day in ISO 8601.
    tell
        Hears how many images are done, of how many.
    """

    open_generator: Callable[[], tuple[ModelPackage, Backend]]
    open_super_resolution: Callable[[], tuple[ModelPackage, Backend]]
    open_planes: Callable[[], tuple[ModelPackage, Backend]]
    now_utc: Callable[[], str]
    tell: Callable[[int, int | None], None] = _silent
