"""Problem reports: what is known not to hold, what was tried, and what would mend it; written by people."""

from dataclasses import dataclass
from pathlib import Path

import yaml

PROBLEMS = Path("requirements_trace/problems")
_TEXTS = ("header", "requirement", "found", "effect", "tried", "remedy", "status")
_STATUSES = ("open", "closed")


class ProblemError(ValueError):
    """A problem report that cannot be read.

    Attributes
    ----------
    path
        Its file.
    """

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path


@dataclass(frozen=True)
class Problem:
    """One report, as IEC 62304 clause 9 asks for them.

    Parameters
    ----------
    requirement
        The claim that does not hold.
    found
        When, and by which measurement.
    effect
        What it means for the hazards.
    tried, remedy
        What was done about it so far, and what would mend it.
    status
        ``open`` or ``closed``.
    """

    uid: str
    header: str
    requirement: str
    found: str
    effect: str
    tried: str
    remedy: str
    status: str


def read_problems(root: Path) -> tuple[Problem, ...]:
    """Return every report below the root, in the order of their numbers.

    Raises
    ------
    ProblemError
        One is not a report.
    """
    return tuple(_problem(path) for path in sorted((root / PROBLEMS).glob("*.yml")))


def open_problems(root: Path) -> dict[str, str]:
    """Return the report of each requirement that has an open one."""
    return {problem.requirement: problem.uid for problem in read_problems(root) if problem.status == "open"}


def _problem(path: Path) -> Problem:
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ProblemError(path, f"it cannot be read ({error})") from error
    if not isinstance(entries, dict) or set(entries) != set(_TEXTS):
        raise ProblemError(path, f"a report has the entries {', '.join(_TEXTS)}")
    for name in _TEXTS:
        if not isinstance(entries[name], str) or not entries[name].strip():
            raise ProblemError(path, f"{name} is a text")
    if entries["status"] not in _STATUSES:
        raise ProblemError(path, f"its status is {' or '.join(_STATUSES)}, found {entries['status']!r}")
    return Problem(path.stem, **{name: entries[name].strip() for name in _TEXTS})
