"""A whole verification: every test and protocol, in one pytest or side by side, and what its records say."""

import os
import subprocess  # nosec B404 # runs this Python, with fixed options
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.claims import load_graph, open_problems
from bench.evidence import FRESH, PROFILES, Record, StoredRecord, Verdict, latest, load_records
from bench.verify.parts import run_parts
from bench.verify.target import REFERENCE, Target, load_target

PATHS = ("tests", "verification/protocols")
CLEAN, FINDINGS, NOT_JUDGED, OPEN = 0, 1, 2, 3
_PYTEST_FAILED = 1
_OWN_SOURCES = Path(__file__).parents[2]


@dataclass(frozen=True)
class Outcome:
    """What a verification came to.

    Parameters
    ----------
    exit_code
        0 all passed, 1 something failed, 2 it could not be judged, 3 nothing failed but what a problem report
        says, and something is open.
    records
        The protocols' records of this run, and that of its tests.
    not_passed
        One line for each verdict that is not PASS.
    """

    exit_code: int
    pytest_exit: int
    records: tuple[StoredRecord, ...]
    counts: Mapping[Verdict, int]
    not_passed: tuple[str, ...]


def run_verification(
    root: Path,
    *,
    profile: str = "quick",
    target: str = REFERENCE,
    paths: Sequence[str] = PATHS,
    extra: Sequence[str] = (),
) -> Outcome:
    """Run tests and protocols, write their records to ``build/records``, and count the verdicts.

    Records that an earlier run left of the same target and profile are removed first, so that what is
    there afterwards is this run's. On a target that no claim is about, nothing is timed: there tests and
    protocols run side by side, where the machine has two processors.

    Parameters
    ----------
    paths
        Folders and files below the root; of the protocols' folder each file is run.
    extra
        Further pytest options.

    Raises
    ------
    TargetError
        When there is no such target.
    """
    if profile not in PROFILES:
        raise ValueError(f"profile {profile!r} is not one of {', '.join(PROFILES)}")
    chosen = load_target(root, target)
    _clear(root, chosen.name, profile)
    pytest_exit = _run(root, profile, chosen, [_files(root, [path]) for path in paths], extra)
    records = tuple(
        stored for stored in latest(load_records(root)) if _of_this_run(stored, chosen.name, profile)
    )
    return _outcome(root, pytest_exit, records)


def _run(
    root: Path, profile: str, target: Target, files: Sequence[Sequence[str]], extra: Sequence[str]
) -> int:
    quiet = ["-q", "--no-header", "-rfE", "-o", "console_output_style=classic", "-p", "no:cacheprovider"]
    options = [*quiet, "--profile", profile, "--target", target.name, "--bench-progress"]
    pytest, variables = [sys.executable, "-m", "pytest", *options], _environment(root)
    every = [file for group in files for file in group]
    if len(files) == 2 and all(files) and not _timed(root, target) and (os.cpu_count() or 1) > 1:
        whole = f"python -m pytest {' '.join(every)} --profile {profile} --target {target.name}"
        return run_parts(root, [[*pytest, *group, *extra] for group in files], variables, whole)
    command = [*pytest, "--records", str(root / FRESH), *every, *extra]
    return subprocess.run(command, cwd=root, env=variables, check=False).returncode  # nosec B603 # noqa: S603 -- as above


def _timed(root: Path, target: Target) -> bool:
    """Whether any claim is about this class of hardware, and so about time on it."""
    criteria = (item.acceptance for item in load_graph(root).of("SRS"))
    return any(
        criterion.get("hardware_class") == target.hardware_class for criterion in criteria if criterion
    )


def _files(root: Path, paths: Sequence[str]) -> list[str]:
    """Name each protocol, since pytest looks into a folder for ``test_*.py`` alone."""
    found: list[str] = []
    for path in paths:
        folder = root / path
        named = folder.is_dir() and path.startswith("verification")
        files = sorted(folder.rglob("[a-z]*.py")) if named else []
        found += (
            [f.relative_to(root).as_posix() for f in files if f.name != "conftest.py"] if named else [path]
        )
    return [path for path in found if (root / path.partition("::")[0]).exists()]


def _environment(root: Path) -> dict[str, str]:
    """Run single-threaded where a library would not, and find the checkout's own sources first."""
    inherited = [
        str(Path(path).resolve()) for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path
    ]
    known = dict.fromkeys((str(root / "src"), str(_OWN_SOURCES), *inherited))
    return {
        "OMP_NUM_THREADS": "1",
        **os.environ,
        "PYTHONPATH": os.pathsep.join(known),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _clear(root: Path, target: str, profile: str) -> None:
    for stored in load_records(root):
        if not stored.committed and (stored.record is None or _of_this_run(stored, target, profile)):
            for sample in stored.record.samples if stored.record else ():
                (stored.path.parent / sample.file).unlink(missing_ok=True)
            stored.path.unlink()


def _of_this_run(stored: StoredRecord, target: str, profile: str) -> bool:
    record = stored.record
    return (
        record is not None and not stored.committed and (record.target, record.profile) == (target, profile)
    )


def _outcome(root: Path, pytest_exit: int, records: tuple[StoredRecord, ...]) -> Outcome:
    verdicts = [s.record for s in records if s.record is not None and s.record.verdict is not None]
    unmeasured = _unmeasured(root, {record.uid for record in verdicts})
    counts = Counter(record.verdict for record in verdicts if record.verdict is not None)
    counts[Verdict.NOT_RUN] += len(unmeasured)
    known = open_problems(root)
    unreported = any(r.verdict is Verdict.FAIL and r.uid not in known for r in verdicts)
    bad = [_line(r, known) for r in verdicts if r.verdict is not Verdict.PASS]
    return Outcome(
        exit_code=_exit_code(pytest_exit, counts, unreported),
        pytest_exit=pytest_exit,
        records=records,
        counts={verdict: counts[verdict] for verdict in Verdict},
        not_passed=(*sorted(bad), *unmeasured),
    )


def _line(record: Record, known: Mapping[str, str]) -> str:
    reported = record.verdict is Verdict.FAIL and record.uid in known
    return f"{record.verdict} {record.uid}: {record.reason}" + (f" ({known[record.uid]})" if reported else "")


def _unmeasured(root: Path, measured: set[str]) -> tuple[str, ...]:
    """Name each claim with a criterion that no protocol of this run was about."""
    graph = load_graph(root)
    asked = [item for item in graph.of("SRS") if item.acceptance is not None and item.uid not in measured]
    return tuple(f"{Verdict.NOT_RUN} {item.uid}: no protocol of this run measures it" for item in asked)


def _exit_code(pytest_exit: int, counts: Mapping[Verdict, int], unreported: bool) -> int:
    if pytest_exit == _PYTEST_FAILED or unreported:
        return FINDINGS
    if pytest_exit != 0:
        return NOT_JUDGED
    return OPEN if any(counts[v] for v in Verdict if v is not Verdict.PASS) else CLEAN
