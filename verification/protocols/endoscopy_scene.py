"""Endoscopy: what is seen in single pictures, on scenes of a renderer that training never saw.

Seeds start at a number of their own for each protocol; none is used in training.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bedside.app.wiring import open_model
from bedside.endoscopy import LABELS, LANDMARKS, Letterbox, PlaneMaker, SceneReader, frame_labels
from bedside.runtime.backend import Target
from bedside.runtime.media import Frame
from bench.measure import OverlapCounts, class_overlaps, overlap_counts, surface_agreement
from phantoms.endoscopy.heldout import heldout_view
from phantoms.endoscopy.truth import CLIVAL_RECESS, INSTRUMENT, SELLA

if TYPE_CHECKING:
    from bedside.endoscopy import SceneObservation
    from bench.verify.handover import Bench
    from phantoms.endoscopy.truth import RenderedView

HEIGHT, WIDTH = 180, 320
SCENE_SEEDS = 64_000_000
NEAR_SHARES = (0.05, 0.10, 0.20)  # of the picture's height
SURFACE_TOLERANCE_PX = 2.0  # at 180 rows


@pytest.mark.verifies("SRS-064", purpose="performance")
@pytest.mark.verifies("SRS-064", purpose="effectiveness")
@pytest.mark.verifies("SRS-065", purpose="performance")
@pytest.mark.verifies("SRS-065", purpose="effectiveness")
@pytest.mark.verifies("SRS-066", purpose="performance")
@pytest.mark.verifies("SRS-066", purpose="effectiveness")
@pytest.mark.verifies("SRS-067", purpose="performance")
@pytest.mark.verifies("SRS-067", purpose="effectiveness")
def test_instruments_anatomy_and_landmarks_are_seen(bench: Bench) -> None:
    """Bound overlap with the truth, and how far landmarks are off (HAZ-024, HAZ-025, HAZ-026).

    Set-up: good pictures of 320x180, each of a scene, a look, a lens and a camera of its own.
    Steps: bring each to the network's plane and read it as the item does; compare labels at the picture's own
    size, and landmarks in shares of its height.
    Samples: one a picture for overlaps, where the label is in truth or answer; one a landmark. One that is
    not given counts as wrong. The worst twentieth, pooled overlap and surface agreement are noted.
    """
    total = 3000 if bench.profile == "full" else 800
    tally = _Tally()
    for index in range(total):
        view = heldout_view(SCENE_SEEDS + index, HEIGHT, WIDTH)
        tally.add(view, _read(view))
        bench.progress(index + 1, total)
    bench.samples("instrument_iou", tally.instrument_iou, unit="1")
    bench.samples("anatomy_iou", tally.anatomy_iou, unit="1")
    bench.samples("landmark_within_5_percent", tally.within(NEAR_SHARES[0]), unit="1")
    bench.samples("landmark_false_presence", tally.surplus, unit="1")
    for name in ("instrument_iou", "anatomy_iou"):
        bench.figure(name, kind="histogram", data={"values": getattr(tally, name)})
    for overlap in class_overlaps(tally.counts, LABELS):
        pooled, mean = overlap.iou_pooled, overlap.iou_per_frame_mean
        worst = overlap.iou_per_frame_worst_5_percent
        bench.note(
            f"{overlap.label}: IoU pooled {pooled:.3f}, per picture {mean:.3f}, worst twentieth {worst:.3f}, "
            f"of {overlap.frames_scored} pictures"
        )
    for share in NEAR_SHARES:
        near = float(np.mean(tally.within(share)))
        bench.note(f"landmarks within {share:.0%} of the height: {near:.2%} of {len(tally.off)}")
    bench.note(
        f"surface agreement of instruments within {SURFACE_TOLERANCE_PX:g} px: {np.mean(tally.surface):.3f}"
    )


class _Tally:
    """What came of each picture."""

    def __init__(self) -> None:
        self.counts: list[OverlapCounts] = []
        self.instrument_iou: list[float] = []
        self.anatomy_iou: list[float] = []
        self.surface: list[float] = []
        self.off: list[float] = []  # share of the height of each true landmark; infinite where not given
        self.surplus: list[float] = []  # 1 for an absent landmark that is given

    def add(self, view: RenderedView, seen: SceneObservation) -> None:
        """Compare one picture with its truth."""
        assert seen.shares is not None, seen.reason
        labels = frame_labels(seen.shares, Letterbox.of(HEIGHT, WIDTH))
        counts = overlap_counts(view.labels, labels, len(LABELS))
        self.counts.append(counts)
        iou = counts.iou
        if np.isfinite(iou[INSTRUMENT]):
            self.instrument_iou.append(float(iou[INSTRUMENT]))
            agreed = surface_agreement(
                view.labels == INSTRUMENT, labels == INSTRUMENT, SURFACE_TOLERANCE_PX
            ).nsd
            self.surface.append(agreed if agreed is not None else 0.0)
        anatomy = iou[[SELLA, CLIVAL_RECESS]]
        if np.isfinite(anatomy).any():
            self.anatomy_iou.append(float(np.nanmean(anatomy)))
        for place in range(len(LANDMARKS)):
            self._landmark(view, seen, place)

    def _landmark(self, view: RenderedView, seen: SceneObservation, place: int) -> None:
        given, (x, y) = seen.landmarks[place], view.landmarks[place]
        if not view.present[place]:
            self.surplus.append(float(given is not None))
        elif given is None:
            self.off.append(float("inf"))
        else:
            self.off.append(float(np.hypot(given.x_px - x, given.y_px - y)) / HEIGHT)

    def within(self, share: float) -> list[float]:
        """Return 1 for each true landmark that is given within a share of the height."""
        return [float(off <= share) for off in self.off]


def _read(view: RenderedView) -> SceneObservation:
    plane = PlaneMaker().plane(Frame(0, 0.0, view.picture))
    return _reader().read(0, 0.0, plane, Letterbox.of(HEIGHT, WIDTH))


@cache
def _reader() -> SceneReader:
    return SceneReader(*open_model("endoscopy", Target(), "scene"))
