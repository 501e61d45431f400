"""Endoscopy: what kind of picture it is, judged without a model, on views that training never saw."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pytest

from bedside.endoscopy import PlaneMaker, View, ViewReader
from bedside.runtime.media import Frame
from phantoms.endoscopy.heldout import UNUSABLE, heldout_episode, heldout_view

if TYPE_CHECKING:
    from bench.verify.handover import Bench

HEIGHT, WIDTH = 144, 256
EPISODE_SEEDS, GOOD_SEEDS = 74_000_000, 82_000_000
WITHIN = 5  # frames from the onset, SRS-074


@pytest.mark.verifies("SRS-074", purpose="performance")
@pytest.mark.verifies("SRS-074", purpose="effectiveness")
@pytest.mark.verifies("SRS-075", purpose="performance")
@pytest.mark.verifies("SRS-076", purpose="performance")
@pytest.mark.verifies("SRS-077", purpose="performance")
@pytest.mark.verifies("SRS-078", purpose="performance")
@pytest.mark.verifies("SRS-079", purpose="performance")
@pytest.mark.verifies("SRS-080", purpose="performance")
@pytest.mark.verifies("SRS-081", purpose="performance")
def test_unusable_views_are_recognised_within_five_frames(bench: Bench) -> None:
    """Bound how often a view that turns unusable is believed for longer than five frames (HAZ-028).

    Set-up: short films of the held-out renderer; after a good view or two another condition begins.
    Steps: judge frame by frame; an episode counts where the view is not good within five frames of the onset,
    and, out of the body, where it is called that.
    Samples: one an episode; the seven kinds in equal numbers.
    """
    each = 400 if bench.profile == "full" else 100
    recognised: list[float] = []
    for kind, condition in enumerate(UNUSABLE):
        found = []
        for index in range(each):
            found.append(float(_recognised(EPISODE_SEEDS + kind * 100_000 + index, condition)))
            bench.progress(kind * each + index + 1, len(UNUSABLE) * each)
        bench.samples(f"{condition}_view_recall", found, unit="1")
        recognised += found
        bench.note(f"{condition}: {sum(found):.0f} of {each} recognised")
    bench.samples("unusable_view_recall", recognised, unit="1")


@pytest.mark.verifies("SRS-082", purpose="performance")
@pytest.mark.verifies("SRS-082", purpose="effectiveness")
def test_good_views_are_hardly_ever_refused(bench: Bench) -> None:
    """Bound how often a good view of the held-out renderer is judged other than good (HAZ-029).

    Samples: one a picture, each of a scene of its own.
    """
    total = 8_000 if bench.profile == "full" else 1_000
    refused: list[float] = []
    for index in range(total):
        view, reason = ViewReader().read(_plane(heldout_view(GOOD_SEEDS + index, HEIGHT, WIDTH).picture, 0))
        refused.append(float(view is not View.GOOD))
        if view is not View.GOOD:
            bench.note(f"seed {GOOD_SEEDS + index}: {view}: {reason}")
        bench.progress(index + 1, total)
    bench.samples("view_false_alarm", refused, unit="1")


def _recognised(seed: int, condition: str) -> bool:
    reader, view, good = ViewReader(), View.GOOD, 2 if condition == "frozen" else 1
    film = heldout_episode(seed, condition, good, WITHIN, HEIGHT, WIDTH)
    for index, rendered in enumerate(islice(film, good + WITHIN)):
        if index == good:  # an alarm that stood before the onset recognises nothing
            reader = reader if view is View.GOOD else ViewReader()
        view, _ = reader.read(_plane(rendered.picture, index))
        if index >= good and (
            view is View.OUT_OF_BODY or (view is not View.GOOD and condition != "out_of_body")
        ):
            return True
    return False


def _plane(picture: object, index: int) -> object:
    return PlaneMaker().plane(Frame(index, index / 25, picture))
