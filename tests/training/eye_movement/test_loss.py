"""The targets that training aims at lie where the truth lies."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from bedside.eye_movement.processing.ellipse import to_ellipse  # noqa: E402
from bedside.eye_movement.processing.preprocessing import Preprocessing  # noqa: E402
from bedside.eye_movement.processing.segmentation import blob_ellipse, heaviest_blob  # noqa: E402
from training.eye_movement.augmentation import batch, moved  # noqa: E402
from training.eye_movement.frames import shard  # noqa: E402
from training.eye_movement.loss import ellipse_maps, loss, presence  # noqa: E402

GEOMETRY = Preprocessing().geometry(128, 160)  # the input's own size: one to one


@pytest.mark.parametrize("ellipse", [(80.3, 60.7, 40.0, 30.0, 20.0), (60.0, 71.5, 22.0, 21.0, -80.0)])
def test_a_target_read_as_at_run_time_gives_its_ellipse_back(ellipse: tuple[float, ...]) -> None:
    """Target maps and the device's reading of maps share one convention: 0.05 input pixels."""
    target = ellipse_maps(torch.tensor([[ellipse]]), 64, 80)[0, 0].numpy()
    blob = heaviest_blob(target, GEOMETRY)
    assert blob is not None
    found = to_ellipse(blob_ellipse(blob, GEOMETRY))
    assert (found.x_px, found.y_px) == pytest.approx(ellipse[:2], abs=0.05)
    assert (found.major_px, found.minor_px) == pytest.approx(ellipse[2:4], abs=0.3)


def test_mirroring_and_shifting_move_picture_and_truth_together() -> None:
    """After any change, the pupil's seen share still lies within its moved ellipse."""
    frames = shard([1, 0, 0], 8)
    chosen = [k for k in range(8) if frames.facts[k, 0] > 0.95]
    for index in chosen:
        for attempt in range(6):
            share = frames.shares[index].astype(np.float32) / 255
            ellipses = frames.ellipses[index].copy()
            plane = frames.plane[index].astype(np.float32)
            _, share = moved(plane, share, ellipses, np.random.default_rng(attempt))
            target = ellipse_maps(torch.from_numpy(ellipses[None]), 64, 80)[0, 0].numpy()
            assert np.abs(target - share[3]).mean() < 0.06 * target.mean() + 1e-4
    assert chosen


def test_what_cannot_be_seen_is_not_asked_for() -> None:
    """A hidden or unlit pupil has an empty target; a doubtful one does not count."""
    facts = torch.tensor(
        [[0.9, 0.9, 1, 0, 1], [0.0, 0.0, 0, 1, 1], [0.06, 0.5, 1, 0, 1], [0.9, 0.9, 0, 0, 0]]
    )
    there, counted = presence(facts)
    assert there[:, 0].tolist() == [1, 0, 0, 0]
    assert counted[:, 0].tolist() == [1, 1, 0, 1]
    assert there[:, 2].tolist() == [1, 1, 1, 0]


def test_a_perfect_answer_costs_less_than_a_wrong_one() -> None:
    """The loss of the truth itself is far below that of its mirror image."""
    data = batch(shard([2, 0, 0], 6), np.arange(6))
    seen = torch.from_numpy(data.shares)
    whole = torch.cat([ellipse_maps(torch.from_numpy(data.ellipses), 64, 80), seen[:, 4:]], dim=1)
    shares, wholes = (torch.logit(part.clamp(1e-3, 1 - 1e-3)) for part in (seen[:, :4], whole))
    right = loss(torch.log(seen[:, :4] + 1e-4), wholes, data)[0]
    wrong = loss(torch.log(seen[:, :4] + 1e-4).flip(3), wholes.flip(3), data)[0]
    assert float(right) < 0.5 * float(wrong)
    assert shares.isfinite().all()
