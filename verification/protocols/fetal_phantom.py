"""Fetal ultrasound phantoms: speckle as theory and a physics simulator have it, fast enough to train from."""

from __future__ import annotations

import json
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bench.evidence.digest import file_digest
from bench.measure.images import Speckle, speckle
from phantoms.fetal_ultrasound import patient_phantom
from phantoms.fetal_ultrasound.speckle import uniform_region

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bench.measure import Estimate
    from bench.verify.handover import Bench

RAYLEIGH_SNR, RAYLEIGH_LOG_STD_DB = 1.9131, 5.57
DEVELOPED = 8.0  # the phantom's unit, 18 scatterers a resolution cell: fully developed
REGION = (384, 384)  # samples; about 5,900 resolution cells
DENSITIES = (1.0, 0.1, 0.02)
NOISE_FLOOR = 1e-3  # of the root mean square, 60 dB below it: there is no echo of nothing
BLOCK = 96  # a region is measured in blocks of this side, which bounds it
ORACLE = Path("verification/oracles/fetal_speckle.json")
FIRST_PATIENT = 1_750_000
ROUND = 40  # images


@pytest.mark.verifies("SRS-176", purpose="performance")
@pytest.mark.verifies("SRS-177", purpose="performance")
@pytest.mark.verifies("SRS-178", purpose="performance")
def test_fully_developed_speckle_is_rayleigh(bench: Bench) -> None:
    """Compare the envelope of dense uniform regions with the theory (Wagner 1983).

    Samples: one a region of at least 4,000 resolution cells.
    """
    for number in range(120 if bench.profile == "full" else 40):
        found = _measured(_blocks(_region(DEVELOPED, 176, number)))
        bench.samples("speckle_snr_error", [abs(_point(found.snr) - RAYLEIGH_SNR)], unit="1")
        bench.samples(
            "speckle_log_std_error_db", [abs(_point(found.log_std_db) - RAYLEIGH_LOG_STD_DB)], unit="dB"
        )
        bench.samples("nakagami_error", [abs(_point(found.nakagami_m) - 1)], unit="1")
        bench.progress(number + 1, 120)


@pytest.mark.verifies("SRS-179", purpose="performance")
def test_the_measures_order_scatterer_densities(bench: Bench) -> None:
    """Measure regions of three densities, each in blocks, and see neighbours' 95 % intervals lie apart.

    Samples: one a round of three regions; 1 where mean over deviation and Nakagami m fall and
    the deviation of the logarithm grows as the density falls, all intervals apart.
    """
    rounds = 300 if bench.profile == "full" else 110
    for number in range(rounds):
        found = [_measured(_blocks(_region(density, 179, number))) for density in DENSITIES]
        right = all(
            _above(dense.snr, sparse.snr)
            and _above(dense.nakagami_m, sparse.nakagami_m)
            and _above(sparse.log_std_db, dense.log_std_db)
            for dense, sparse in pairwise(found)
        )
        bench.samples("density_order_right", [float(right)], unit="1")
        bench.progress(number + 1, rounds)
    for density, statistics in zip(DENSITIES, found, strict=True):
        bench.note(
            f"density {density}: mean over deviation {_point(statistics.snr):.2f}, "
            f"log deviation {_point(statistics.log_std_db):.2f} dB, m {_point(statistics.nakagami_m):.2f}"
        )


@pytest.mark.verifies("SRS-180", purpose="performance")
def test_the_fast_simulator_agrees_with_the_physics_simulator(bench: Bench) -> None:
    """Compare mean over deviation with PyMUST's at the same number of scatterers in a resolution cell.

    Set-up: the oracle set, made once by verification/oracles/fetal_speckle.py.
    Samples: one an oracle region, its difference to the mean of 24 regions of the fast simulator.
    """
    if not ORACLE.is_file():
        bench.not_run(f"no oracle set here: python {ORACLE.with_suffix('.py')} makes it, with PyMUST")
    bench.input(str(ORACLE), file_digest(ORACLE))
    oracle = json.loads(ORACLE.read_text(encoding="utf-8"))
    for density in DENSITIES:
        ours = _measured([_region(density, 180, number) for number in range(24)])
        theirs = np.array([one["snr"] for one in oracle["regions_by_density"][str(density)]])
        bench.samples("oracle_snr_difference", np.abs(theirs - _point(ours.snr)), unit="1")
        bench.note(
            f"density {density}: {oracle['simulator']} {theirs.mean():.3f} ± {theirs.std():.3f} "
            f"of {len(theirs)} regions, ours {_point(ours.snr):.3f}"
        )


@pytest.mark.verifies("SRS-175", purpose="performance")
def test_images_are_rendered_fast_enough_to_train_from(bench: Bench) -> None:
    """Render phantoms of 128 x 128 on one core, one round after another.

    Samples: one a round of 40 images of a patient each: images a second of the thread's own processor time.
    """
    rounds = 40 if bench.profile == "full" else 20
    start_s = time.monotonic()
    for index in range(ROUND):
        patient_phantom(FIRST_PATIENT - 1 - index)
    bench.warm_up(n=ROUND, duration_s=time.monotonic() - start_s)
    for number in range(rounds):
        begin_s = time.thread_time()
        for index in range(ROUND):
            patient_phantom(FIRST_PATIENT + number * ROUND + index)
        bench.samples("phantom_images_per_s", [ROUND / (time.thread_time() - begin_s)], unit="1/s")
        bench.progress(number + 1, rounds)


def _region(density: float, stream: int, number: int) -> NDArray[np.float32]:
    rng = np.random.default_rng([stream, number, round(1000 * density)])
    return np.maximum(uniform_region(density, REGION, rng), np.float32(NOISE_FLOOR))


def _blocks(region: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    rows, columns = (length // BLOCK for length in region.shape)
    return [
        region[i * BLOCK : (i + 1) * BLOCK, j * BLOCK : (j + 1) * BLOCK]
        for i in range(rows)
        for j in range(columns)
    ]


def _measured(regions: list[NDArray[np.float32]]) -> Speckle:
    return speckle(regions, 0.975, common_power=True)  # one-sided bounds at 97.5 %: an interval of 95 %


def _above(one: Estimate, other: Estimate) -> bool:
    return one.lower is not None and other.upper is not None and one.lower > other.upper


def _point(found: Estimate) -> float:
    assert found.point is not None
    return found.point
