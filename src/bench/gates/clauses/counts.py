"""The counts that README shows, told apart so that they do not hang on which runs are at hand."""

from collections.abc import Iterable

from bench.gates.clauses.assessment import Assessment
from bench.gates.clauses.status import Status

BEGIN, END = "<!-- clauses: begin -->", "<!-- clauses: end -->"
README = "README.md"
_HEAD = "| rows of | rows | satisfied | by a fresh run | partial | gap | justified | external |"


def block(assessments: Iterable[Assessment]) -> str:
    """Return the table as README holds it between its two comments."""
    rows = [f"| {one.title} | {' | '.join(map(str, counted(one)))} |" for one in assessments]
    return "\n".join([BEGIN, _HEAD, "|---|" + "---:|" * 7, *rows, END])


def counted(assessment: Assessment) -> tuple[int, ...]:
    """Return rows, satisfied, satisfied by a fresh run alone, partial, gap, justified and external.

    A row that needs a run and nothing more is counted as that, whether the run is at hand or not.
    """
    runs = sum(one.rests_on_run for one in assessment.rows)
    of = {
        status: sum(one.status is status and not one.rests_on_run for one in assessment.rows)
        for status in Status
    }
    others = (of[Status.PARTIAL], of[Status.GAP], of[Status.JUSTIFIED], of[Status.EXTERNAL])
    return (len(assessment.rows), of[Status.SATISFIED], runs, *others)


def shown(readme: str) -> str | None:
    """Return the block that README holds, or None where the two comments are missing."""
    start, end = readme.find(BEGIN), readme.find(END)
    return readme[start : end + len(END)] if 0 <= start < end else None
