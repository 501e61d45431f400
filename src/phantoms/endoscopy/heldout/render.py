"""One held-out picture of a scene; its truth is that of the scene's geometry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.camera import content_mask
from phantoms.endoscopy.heldout.lens import counted, seen_through
from phantoms.endoscopy.heldout.look import Look, drawn_look
from phantoms.endoscopy.heldout.steel import laid_instruments
from phantoms.endoscopy.heldout.tissue import lit_wall
from phantoms.endoscopy.raster import axes
from phantoms.endoscopy.render import truth_of
from phantoms.endoscopy.tool_painting import instrument_mask
from phantoms.endoscopy.truth import RenderedView

if TYPE_CHECKING:
    from phantoms.endoscopy.scene import Scene


def render(scene: Scene, height: int, width: int) -> RenderedView:
    """Return the held-out picture of a scene, and the truth of it; the same scene gives the same bytes."""
    look, rng = heldout_look(scene), np.random.default_rng([0x4E1E, scene.noise_seed])
    x, y = axes(height, width)
    light = lit_wall(scene, look, x, y)
    laid_instruments(light, scene.instruments, look, x, y)
    light = seen_through(light, scene, look, x, y, rng)
    content = content_mask(scene.content, height, width)
    picture = counted(light, scene.camera, look, content, rng)
    instruments = instrument_mask(scene.instruments, height, width)
    return RenderedView(picture, *truth_of(scene, instruments, height, width), condition=scene.condition)


def heldout_look(scene: Scene) -> Look:
    """Return the look of a scene: one patient, scope and camera keep theirs through an operation."""
    return drawn_look(np.random.default_rng([0x4E10, scene.surface.seed]))
