"""What readers could tell, against readers whose figures are known."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from bench.readers import (
    ReaderResult,
    StudyFiles,
    StudyResult,
    Trial,
    analyse,
    make_study,
    read_readings,
)
from bench.readers import Settings as StudySettings
from reader_study import SALT, perfect, undecided, write_filed, write_pictures

Judge = Callable[[str, Trial], tuple[int, int]]


def _result(files: StudyFiles, folder: Path, **judges: Judge) -> StudyResult:
    paths = [write_filed(folder, files, reader, judge) for reader, judge in judges.items()]
    return analyse(files.study, files.key, read_readings(paths, files.study))


def _alone(files: StudyFiles, folder: Path, judge: Judge) -> ReaderResult:
    return _result(files, folder, AB=judge).readers[0]


@pytest.mark.verifies("SRS-191", purpose="implementation")
def test_a_perfect_reader_has_an_area_of_one_and_all_shares_one(files: StudyFiles, tmp_path: Path) -> None:
    """Eight and eight pictures, all told apart; the bound is that of eight, not of an endless number."""
    found = _alone(files, tmp_path, perfect)
    assert found.auc.point == found.accuracy.point == found.sensitivity.point == found.specificity.point == 1
    assert found.auc.lower == pytest.approx(0.025 ** (1 / 8))
    assert found.d_prime.point == pytest.approx(2 * stats.norm.ppf(8.5 / 9))
    assert found.quality_difference.point == 1
    assert found.roc == ((0.0, 0.0, 1.0), (0.0, 1.0, 1.0))


@pytest.mark.verifies("SRS-191", purpose="implementation")
def test_a_reader_who_judges_all_alike_has_an_area_of_one_half(files: StudyFiles, tmp_path: Path) -> None:
    """Called real throughout: nothing found, nothing taken for synthetic, half of it right."""
    found = _alone(files, tmp_path, undecided)
    assert found.auc.point == found.accuracy.point == 0.5
    assert (found.sensitivity.point, found.specificity.point) == (0, 1)
    assert found.d_prime.point == pytest.approx(0, abs=1e-12)
    assert found.quality_difference.point == 0
    assert found.repeats.lower is None


def test_a_bias_moves_the_shares_and_not_the_area(files: StudyFiles, tmp_path: Path) -> None:
    """Who calls everything real, but is surer of the real ones, can tell them apart."""
    found = _alone(files, tmp_path, lambda kind, _: (6 if kind == "real" else 5, 3))
    assert found.auc.point == 1
    assert (found.sensitivity.point, found.specificity.point) == (0, 1)
    assert found.d_prime.point == pytest.approx(0, abs=1e-12)


def test_a_reader_who_is_fooled_lies_below_one_half(files: StudyFiles, tmp_path: Path) -> None:
    """And d' below zero."""
    found = _alone(files, tmp_path, lambda kind, _: (1 if kind == "real" else 6, 3))
    assert found.auc.point == 0
    assert found.d_prime.point == pytest.approx(-2 * stats.norm.ppf(8.5 / 9))


@pytest.mark.verifies("SRS-191", purpose="implementation")
def test_figures_of_known_counts_are_those_by_hand(files: StudyFiles, tmp_path: Path) -> None:
    """Six of eight real ones called real, five of eight synthetic ones found; ties count half in the area.

    Of 64 pairs 6 * 5 have the real picture ahead, 6 * 3 + 2 * 5 are ties.
    """
    wrong = _some(files, "real", 2) | _some(files, "synthetic", 3)

    def judge(kind: str, trial: Trial) -> tuple[int, int]:
        return (6 if (kind == "real") != (trial.image in wrong) else 1), 3

    found = _alone(files, tmp_path, judge)
    assert (found.specificity.point, found.sensitivity.point) == (6 / 8, 5 / 8)
    assert found.accuracy.point == 11 / 16
    assert found.auc.point == (30 + 28 / 2) / 64
    assert found.d_prime.point == pytest.approx(stats.norm.ppf(5.5 / 9) - stats.norm.ppf(2.5 / 9))


def test_only_first_showings_count_and_repeats_give_the_agreement_with_oneself(
    files: StudyFiles, tmp_path: Path
) -> None:
    """Who turns every second answer is perfect at first sight, and disagrees with it throughout."""
    found = _alone(
        files, tmp_path, lambda kind, t: ((6 if (kind == "real") == (t.presentation == 1) else 1), 3)
    )
    assert found.auc.point == 1
    assert found.repeats.point is not None
    assert found.repeats.point < 0
    assert _alone(files, tmp_path, perfect).repeats.point == 1


def test_agreement_of_readers_runs_from_one_to_below_zero(files: StudyFiles, tmp_path: Path) -> None:
    """Two who agree have a kappa of 1, two who always disagree one of -1; of one there is none."""
    agreed = _result(files, tmp_path, A1=perfect, B1=perfect).kappa
    turned = _result(files, tmp_path, A1=perfect, B1=lambda kind, _: (1 if kind == "real" else 6, 3)).kappa
    assert agreed is not None
    assert turned is not None
    assert agreed.point == pytest.approx(1)
    assert turned.point == pytest.approx(-1)
    assert _result(files, tmp_path, A1=perfect).kappa is None


def test_the_pooled_area_is_the_mean_of_the_readers(files: StudyFiles, tmp_path: Path) -> None:
    """A perfect reader and one who judges all alike: 0.75, and two readers so far apart bound no third."""
    found = _result(files, tmp_path, A1=perfect, B1=undecided).pooled
    area = found["auc"].readers_like_these
    assert area.point == 0.75
    assert (area.lower, area.upper) == (0, 1)
    assert found["accuracy"].readers_like_these.point == 0.75
    assert found["quality_difference"].readers_like_these.point == 0.5


def test_time_is_the_median_of_first_showings(files: StudyFiles, tmp_path: Path) -> None:
    """In seconds; the n-th showing took n seconds, and repeats are left out."""
    reading = read_readings([write_filed(tmp_path, files, "AB", perfect)], files.study)[0]
    times = sorted(answer.time_ms / 1000 for answer in reading.firsts().values())
    assert analyse(files.study, files.key, [reading]).readers[0].time_s.point == times[7]


def test_remarks_name_the_picture_and_what_it_was(files: StudyFiles, tmp_path: Path) -> None:
    """For the organiser, who looks the picture up."""
    path = write_filed(tmp_path, files, "AB", perfect)
    reading = read_readings([path], files.study)[0]
    told = reading.answers[0].__class__(**{**vars(reading.answers[0]), "remark": "grain too coarse"})
    result = analyse(files.study, files.key, [reading.__class__("AB", (told, *reading.answers[1:]))])
    truth = files.key.images[told.image]
    assert [(one.reader, one.kind, one.file, one.text) for one in result.remarks] == [
        ("AB", truth.kind, truth.file, "grain too coarse")
    ]


def test_a_study_that_nobody_read_is_refused(files: StudyFiles) -> None:
    """There is nothing to say."""
    with pytest.raises(ValueError, match="no reader's file"):
        analyse(files.study, files.key, [])


@pytest.mark.verifies("SRS-191", purpose="effectiveness")
def test_six_readers_of_a_known_d_prime_are_measured_as_such(tmp_path: Path) -> None:
    """Readers of the equal-variance model with d' = 1 on six steps; their true area is summed over these."""
    files = make_study(*write_pictures(tmp_path, 60, 60), StudySettings(), SALT)
    random, steps = np.random.default_rng(11), [-1.2, -0.6, 0, 0.6, 1.2]

    def judge(kind: str, _: Trial) -> tuple[int, int]:
        seen = random.normal(0.5 if kind == "real" else -0.5)
        return 1 + int(np.searchsorted(steps, seen)), 3

    found = _result(files, tmp_path, **{f"R{k}": judge for k in range(6)}).pooled
    real, synthetic = (np.diff(stats.norm.cdf(steps, mean), prepend=0, append=1) for mean in (0.5, -0.5))
    area = float(real @ (np.cumsum(synthetic) - synthetic / 2))
    for name, truth in (("auc", area), ("d_prime", 1.0), ("accuracy", stats.norm.cdf(0.5))):
        estimate = found[name].readers_like_these
        assert estimate.lower is not None
        assert estimate.upper is not None
        assert estimate.lower <= truth <= estimate.upper
        assert estimate.upper - estimate.lower < 0.6 * truth


def _some(files: StudyFiles, kind: str, count: int) -> set[str]:
    return set(sorted(name for name, truth in files.key.images.items() if truth.kind == kind)[:count])
