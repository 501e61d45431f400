"""The anatomy over time: what is opened, removed, packed, covered and bled upon."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.anatomies import patch, random_anatomy, seed_of, shrunk
from phantoms.endoscopy.scene import Anatomy, Covering
from phantoms.endoscopy.schedule import (
    DEBULKING,
    DURA_INCISION,
    GRAFT_PLACEMENT,
    IRRIGATION,
    MARGIN_CURETTAGE,
    OSTIUM_OPENING,
    PACKING,
    SCOPE_WITHDRAWAL,
    SEALING,
    SELLAR_DRILLING,
    SEPTUM_REMOVAL,
    Stretch,
)

if TYPE_CHECKING:
    from phantoms.endoscopy.geometry import Outline

    Random = np.random.Generator

BLEEDING = (0.15, 0.3, 0.3, 0.35, 0.2, 0.4, 0.55, 0.45, 0.45, 0.12, 0.12, 0.08, 0.15)  # of each step
RECEDING_S = 4.0  # of the withdrawal, in which the sella is still seen


@dataclass(frozen=True, slots=True)
class Stage:
    """The patient: three anatomies, and what will be laid upon them.

    Parameters
    ----------
    hole, tumour, graft
        Outlines when fully opened, before removal, and in place.
    glue, cotton, pools
        Coverings at their fullest.
    bleeding_s, bleeding
        Knots of how much blood there is over time.
    """

    stretches: tuple[Stretch, ...]
    corridor: Anatomy
    sphenoid: Anatomy
    sella: Anatomy
    hole: Covering
    tumour: Covering
    graft: Covering
    glue: tuple[Covering, ...]
    cotton: tuple[Covering, ...]
    pools: tuple[Covering, ...]
    water: Covering
    bleeding_s: tuple[float, ...]
    bleeding: tuple[float, ...]

    def blood(self, t_s: float) -> float:
        """Return how much blood there is, 0 to 1."""
        return float(np.interp(t_s, self.bleeding_s, self.bleeding))

    def anatomy(self, t_s: float) -> Anatomy:
        """Return what lies before the scope at a time."""
        bare = self._bare(t_s)
        return replace(bare, coverings=(*bare.coverings, *self._laid(t_s, bare.environment)))

    def dust(self, t_s: float) -> float:
        """Return how much bone dust lies about: it comes with drilling and is washed away after it."""
        amounts = [
            share * _rise(t_s, stretch.start_s, 10) * (1 - _rise(t_s, stretch.end_s, 9))
            for stretch in self.stretches
            for share in [{SELLAR_DRILLING: 0.5, SEPTUM_REMOVAL: 0.2}.get(stretch.step, 0.0)]
        ]
        return max(amounts)

    def removed(self, t_s: float) -> float:
        """Return the share of the tumour that is out."""
        shares = {DEBULKING: 0.72, MARGIN_CURETTAGE: 0.9}
        done = [shares[s.step] * s.progress(t_s) for s in self.stretches if s.step in shares]
        return 1 - float(np.prod([1 - share for share in done]))

    def _bare(self, t_s: float) -> Anatomy:
        first = {stretch.step: stretch for stretch in reversed(self.stretches)}
        if t_s >= first[SCOPE_WITHDRAWAL].start_s + RECEDING_S or t_s < first[OSTIUM_OPENING].start_s:
            return self.corridor
        if t_s < first[SELLAR_DRILLING].start_s:
            return self.sphenoid
        if t_s >= first[GRAFT_PLACEMENT].start_s:
            return replace(self.sella, environment="reconstruction")
        opened = self._opened(t_s) > 0
        return replace(self.sella, environment="sella_opened") if opened else self.sella

    def _opened(self, t_s: float) -> float:
        cut = next(stretch for stretch in self.stretches if stretch.step == DURA_INCISION)
        return float(np.clip((cut.progress(t_s) - 0.4) / 0.5, 0, 1))

    def _laid(self, t_s: float, environment: str) -> list[Covering]:
        blood = self.blood(t_s)
        laid = [
            replace(pool, outline=_sized(pool.outline, 0.4 + 0.8 * blood), opacity=min(1.0, 2.2 * blood))
            for pool in self.pools
        ]
        if environment in ("corridor", "sphenoid_face"):
            return laid[:1]
        opened = self._opened(t_s)
        if opened > 0:
            hole = replace(self.hole, outline=_sized(self.hole.outline, 0.2 + 0.8 * opened))
            left = np.sqrt(1 - self.removed(t_s)) * opened
            laid = [hole, *_shown(self.tumour, left), *laid]
        return [*laid, *self._packed(t_s), *self._covered(t_s)]

    def _packed(self, t_s: float) -> list[Covering]:
        found: list[Covering] = []
        for stretch in self.stretches:
            if stretch.step == PACKING:
                for place, patty in enumerate(self.cotton):
                    start = stretch.start_s + (0.04 + 0.6 * place / len(self.cotton)) * stretch.duration_s
                    share = _rise(t_s, start, 0.8) * (1 - _rise(t_s, stretch.end_s + 1 + 1.5 * place, 0.8))
                    found += [replace(patty, opacity=share)] if share > 0 else []
            if stretch.step == IRRIGATION and stretch.start_s <= t_s < stretch.end_s + 3:
                share = _rise(t_s, stretch.start_s, 2) * (1 - _rise(t_s, stretch.end_s, 3))
                swell = 1 + 0.25 * np.sin(t_s * 1.3)
                found.append(replace(self.water, outline=_sized(self.water.outline, swell), opacity=share))
        return found

    def _covered(self, t_s: float) -> list[Covering]:
        found: list[Covering] = []
        for stretch in self.stretches:
            share = stretch.progress(t_s)
            if stretch.step == GRAFT_PLACEMENT and t_s >= stretch.start_s + 1:
                come = _rise(share, 0.0, 0.35)
                shift = 0.45 * (1 - come)
                outline = replace(
                    self.graft.outline, u=self.graft.outline.u + shift, v=self.graft.outline.v + shift
                )
                found.append(replace(self.graft, outline=outline))
            if stretch.step == SEALING:
                for place, spot in enumerate(self.glue):
                    found += _shown(spot, _rise(share, 0.05 + 0.7 * place / len(self.glue), 0.2))
        return found


def random_stage(rng: Random, stretches: tuple[Stretch, ...]) -> Stage:
    """Return a patient for an operation of those steps."""
    sella = random_anatomy(rng, "sella_intact")
    if sella.sella is None:
        raise ValueError("a sella view has a sella")
    hole = shrunk(rng, sella.sella, rng.uniform(0.6, 0.85))
    knots = np.arange(0, stretches[-1].end_s + 12, 12.0)
    steps = [next(s.step for s in reversed(stretches) if s.start_s <= max(t - 4, 0)) for t in knots]
    blood = np.clip([BLEEDING[step] for step in steps] + rng.normal(0, 0.1, len(knots)), 0.0, 0.9)
    return Stage(
        stretches,
        random_anatomy(rng, "corridor"),
        random_anatomy(rng, "sphenoid_face"),
        sella,
        Covering("hole", hole, 0.95, seed_of(rng)),
        Covering("tumour", shrunk(rng, hole, 0.92), 0.95, seed_of(rng)),
        Covering("graft", shrunk(rng, sella.sella, rng.uniform(0.85, 1.1)), 0.95, seed_of(rng)),
        tuple(patch(rng, "glue", 0.2, (0.07, 0.16)) for _ in range(int(rng.integers(2, 5)))),
        tuple(patch(rng, "cotton", 0.16, (0.07, 0.12)) for _ in range(int(rng.integers(2, 4)))),
        tuple(patch(rng, "blood", 0.3, (0.06, 0.14)) for _ in range(2)),
        patch(rng, "water", 0.15, (0.12, 0.25)),
        tuple(knots.tolist()),
        tuple(blood.tolist()),
    )


def _rise(t_s: float, start_s: float, length_s: float) -> float:
    share = float(np.clip((t_s - start_s) / length_s, 0, 1))
    return share * share * (3 - 2 * share)


def _sized(outline: Outline, factor: float) -> Outline:
    size = max(float(factor), 0.02)
    return replace(outline, half_width=outline.half_width * size, half_height=outline.half_height * size)


def _shown(covering: Covering, share: float) -> list[Covering]:
    """Return the covering at that share of its size, nothing where it is too small to see."""
    return [replace(covering, outline=_sized(covering.outline, share))] if share > 0.08 else []
