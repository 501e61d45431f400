"""What a run of the endoscopy item needs from outside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bedside.endoscopy.pipeline.sinks import Controls

if TYPE_CHECKING:
    from collections.abc import Callable

    from bedside.runtime.backend import Backend
    from bedside.runtime.model import ModelPackage


def _silent(_done: int, _total: int | None) -> None:
    """Say nothing of how far the work is."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Both models, the time of day, and someone to tell how far the work is.

    Parameters
    ----------
    open_scene, open_workflow
        Each opens its model, ready to run, its layout checked. In a live run they are called in a process of
        their own: a function of a module, or ``functools.partial`` of one.
    now_utc
        The time of day in ISO 8601.
    tell
        Hears how many frames are done, of how many where that is known.
    controls
        Of a live run: switches the overlay, and ends the run in order.
    own_models
        Roles whose model is the user's own and not the released one; every output says so.
    """

    open_scene: Callable[[], tuple[ModelPackage, Backend]]
    open_workflow: Callable[[], tuple[ModelPackage, Backend]]
    now_utc: Callable[[], str]
    tell: Callable[[int, int | None], None] = _silent
    controls: Controls = field(default_factory=Controls)
    own_models: tuple[str, ...] = ()
