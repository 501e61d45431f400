"""A whole operation, drawn from a seed: its phases and steps, and the view at any moment of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.geometry import Pose
from phantoms.endoscopy.looks import (
    random_camera,
    random_content,
    random_light,
    random_medium,
    random_palette,
    random_surface,
)
from phantoms.endoscopy.outside import out_of_body
from phantoms.endoscopy.render import render
from phantoms.endoscopy.scene import Medium, Scene
from phantoms.endoscopy.schedule import (
    MUCOSA_INCISION,
    OSTIUM_OPENING,
    PACKING,
    SCOPE_WITHDRAWAL,
    SELLAR_DRILLING,
    SEPTUM_REMOVAL,
    Stretch,
    random_outside,
    random_stretches,
)
from phantoms.endoscopy.staging import RECEDING_S, Stage, random_stage
from phantoms.endoscopy.tool_motion import Visit, Wander, random_tray, random_visits, random_wander

if TYPE_CHECKING:
    from collections.abc import Callable

    from phantoms.endoscopy.geometry import ContentArea
    from phantoms.endoscopy.truth import RenderedView

    Random = np.random.Generator
    Paint = Callable[[Scene, int, int], RenderedView]

SMOKING = {
    MUCOSA_INCISION: "forceps",
    SELLAR_DRILLING: "drill",
    PACKING: "forceps",
    SEPTUM_REMOVAL: "forceps",
}
SHOT_S = 1.7  # how long the scope looks at one thing in the theatre


@dataclass(frozen=True, slots=True)
class Puff:
    """A burst of smoke: it rises within a second and drifts away."""

    start_s: float
    peak: float
    fading_s: float

    def at(self, t_s: float) -> float:
        """Return its share of the picture's contrast."""
        since = t_s - self.start_s
        return (
            self.peak * min(since, 1.0) * math.exp(-max(since - 1, 0) / self.fading_s) if since > 0 else 0.0
        )


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as it happens.

    Parameters
    ----------
    intervals
        Its steps, one after the other without a gap, from 0 to ``duration_s``.
    outside
        Start and end of each time in which the scope is out of the body, in seconds.
    looks
        A scene whose palette, surface, light, camera and content area are those of the whole operation.
    """

    seed: int
    intervals: tuple[Stretch, ...]
    outside: tuple[tuple[float, float], ...]
    looks: Scene
    stage: Stage
    visits: tuple[Visit, ...]
    puffs: tuple[Puff, ...]
    drift: tuple[Wander, Wander, Wander, Wander]

    @property
    def duration_s(self) -> float:
        """How long it lasts."""
        return self.intervals[-1].end_s

    def at(self, t_s: float) -> tuple[int, int]:
        """Return phase and step at a time, as places in the device's lists."""
        stretch = self._stretch(t_s)
        return stretch.phase, stretch.step

    def phase_at(self, t_s: float) -> int:
        """Return the phase at a time."""
        return self._stretch(t_s).phase

    def step_at(self, t_s: float) -> int:
        """Return the step at a time."""
        return self._stretch(t_s).step

    def condition_at(self, t_s: float) -> str:
        """Return "out_of_body" while the scope is out, else "good"."""
        return "good" if self.shot_at(t_s) is None else "out_of_body"

    def scene_at(self, t_s: float) -> Scene:
        """Return what the scope sees, or would see were it not out to be cleaned."""
        stretch = self._stretch(t_s)
        pose = self._pose(t_s, stretch)
        blood = self.stage.blood(t_s)
        surface = replace(self.looks.surface, blood_film=0.45 * blood, dust=self.stage.dust(t_s))
        present = [visit for visit in self.visits if visit.start_s < t_s < visit.end_s]
        tools = [visit.at(t_s, pose, min(0.6, 0.9 * blood)) for visit in present]
        return replace(
            self.looks,
            anatomy=self.stage.anatomy(t_s),
            pose=pose,
            instruments=tuple(tool for tool in tools if tool is not None),
            surface=surface,
            medium=self._medium(t_s),
            noise_seed=(self.seed * 7919 + 6 * round(t_s * 1000)) % (6 * 2**28),
        )

    def shot_at(self, t_s: float) -> tuple[int, int] | None:
        """Return which of the times outside it is and what the scope looks at then, None inside the body."""
        for number, (start, end) in enumerate(self.outside):
            if start <= t_s < end:
                return number, int((t_s - start) / SHOT_S)
        return None

    def _stretch(self, t_s: float) -> Stretch:
        return next((s for s in self.intervals if t_s < s.end_s), self.intervals[-1])

    def _pose(self, t_s: float, stretch: Stretch) -> Pose:
        """Return the drifting pose; in the corridor the scope goes in, and comes out at the end."""
        content = self.looks.content
        zoom = self._zoom(t_s, stretch) * math.exp(self.drift[2].at(t_s))
        size = 0.55 if content.whole else min(content.radius, 0.55)
        zoom = min(max(zoom * (size / 0.55) ** 0.5, 0.6), 1.6)
        x, y = content.x + self.drift[0].at(t_s), content.y + self.drift[1].at(t_s)
        return Pose(x, y, zoom, self.looks.pose.roll_deg + self.drift[3].at(t_s))

    def _zoom(self, t_s: float, stretch: Stretch) -> float:
        if stretch.step == SCOPE_WITHDRAWAL:
            since = t_s - stretch.start_s
            if since < RECEDING_S:
                return self.looks.pose.zoom * (1 - 0.3 * since / RECEDING_S)
            return 1.5 - 0.85 * stretch.progress(t_s)
        if stretch.step <= MUCOSA_INCISION:
            inside = next(s.start_s for s in self.intervals if s.step == OSTIUM_OPENING)
            return 0.65 + 0.85 * t_s / inside
        return self.looks.pose.zoom

    def _medium(self, t_s: float) -> Medium:
        medium = self.looks.medium
        smoke = min(sum(puff.at(t_s) for puff in self.puffs), 0.28)
        since = [t_s - end for _, end in self.outside if t_s >= end]
        fog = 0.2 * math.exp(-min(since) / 4) if since else 0.0
        drifted = medium.smoke_x + 0.12 * t_s % 64, medium.smoke_y + 0.07 * t_s % 64
        return replace(
            medium,
            smoke=smoke,
            smoke_x=drifted[0],
            smoke_y=drifted[1],
            fog=fog if fog > 0.01 else 0.0,
            drops=0,
        )


def drawn(seed: int) -> Operation:
    """Return the operation of a seed."""
    rng = np.random.default_rng((seed, 20_601))
    stretches = random_stretches(rng)
    stage = random_stage(rng, stretches)
    content = random_content(rng)
    looks = _looks(rng, content, stage)
    tray = random_tray(rng, content)
    visits = [visit for stretch in stretches for visit in random_visits(rng, stretch, tray)]
    drift = (
        random_wander(rng, 0.035, 14),
        random_wander(rng, 0.03, 17),
        random_wander(rng, 0.05, 23),
        random_wander(rng, 2.5, 19),
    )
    outside = random_outside(rng, stretches[-1].end_s)
    return Operation(seed, stretches, outside, looks, stage, tuple(visits), tuple(_puffs(rng, visits)), drift)


def view_at(operation: Operation, t_s: float, height: int, width: int, paint: Paint = render) -> RenderedView:
    """Return the view at a time, of the theatre while the scope is out of the body."""
    shot = operation.shot_at(t_s)
    if shot is None:
        return paint(operation.scene_at(t_s), height, width)
    view = out_of_body(np.random.default_rng((operation.seed, 20_602, *shot)), height, width)
    rng = np.random.default_rng((operation.seed, 20_603, round(t_s * 1000)))
    noisy = view.picture + rng.integers(-2, 3, view.picture.shape, dtype=np.int16)
    return replace(view, picture=np.clip(noisy, 0, 255).astype(np.uint8))


def _looks(rng: Random, content: ContentArea, stage: Stage) -> Scene:
    camera = random_camera(rng)
    exposure = float(np.clip(camera.exposure, 0.65, 1.05))
    zoom, roll = (
        float(np.exp(rng.uniform(np.log(0.85), np.log(1.3)))),
        float(np.clip(rng.normal(0, 6), -14, 14)),
    )
    return Scene(
        stage.sella,
        Pose(content.x, content.y, zoom, roll),
        (),
        random_palette(rng),
        random_surface(rng),
        random_light(rng),
        random_medium(rng),
        replace(camera, exposure=exposure, motion=(0.0, 0.0)),
        content,
    )


def _puffs(rng: Random, visits: list[Visit]) -> list[Puff]:
    puffs: list[Puff] = []
    for visit in visits:
        if SMOKING.get(visit.step) == visit.look.kind and rng.random() < 0.7:
            starts = np.arange(visit.start_s + 2, visit.end_s - 1, rng.uniform(4, 9))
            puffs.extend(
                Puff(float(s), float(rng.uniform(0.08, 0.26)), float(rng.uniform(1, 3))) for s in starts
            )
    return puffs
