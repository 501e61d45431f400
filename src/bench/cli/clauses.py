"""`clauses`: every row of every standard with its status, reason, evidence and command."""

import argparse
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.cli.screen import Screen
from bench.cli.verb import Verb
from bench.gates import CannotJudgeError, open_checkout
from bench.gates.clauses import Assessment, Known, Status, assess_all, block

_TEACH = """Lists every row of the standards in requirements_trace/standards with where it stands. The
status is computed from the evidence that requirements_trace/conformity names, by kind.

  satisfied  evidence of each asked kind is there; the command repeats or opens it
  partial    the template's own part is there; a run or a person is awaited, or the
             manufacturer's part remains
  gap        evidence that is asked for is missing, or still holds a placeholder
  justified  it asks for nothing here, by requirements_trace/justifications.yml
  external   it lives in the manufacturer's quality system

Records that support a submission; not a determination. Without --safety-class and --level
the highest of each is listed. 0 no gap · 1 a gap · 2 could not judge"""


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("standard", nargs="?", help="one standard, such as iec62304; all by default")
    parser.add_argument("--status", choices=list(Status), help="rows of one status alone")
    parser.add_argument(
        "--readme", action="store_true", help="write the counts into README.md, and nothing else"
    )
    parser.add_argument("--json", action="store_true", help="everything, for machines")
    scope_options(parser)


def scope_options(parser: argparse.ArgumentParser) -> None:
    """Add what chooses class, level and edition."""
    parser.add_argument("--safety-class", choices=["A", "B", "C"], help="of IEC 62304; C by default")
    parser.add_argument(
        "--level", choices=["basic", "enhanced"], help="of FDA documentation; enhanced by default"
    )
    parser.add_argument("--edition", help="of the one standard; the one that is there by default")


def run(given: argparse.Namespace, root: Path, screen: Screen) -> int:
    """List rows, or write README's counts: 0 no gap, 1 a gap, 2 could not judge."""
    try:
        assessments = assess_all(Known(open_checkout(root)))
    except CannotJudgeError as error:
        screen.word("refused", str(error))
        return 2
    if given.readme:
        return _write_counts(root / "README.md", block(assessments), screen)
    chosen = choose(assessments, given)
    if not chosen:
        known = ", ".join(
            dict.fromkeys(f"{a.catalogue.standard} ({a.catalogue.edition})" for a in assessments)
        )
        screen.word("refused", f"no such standard or edition; there are {known}")
        return 2
    if given.json:
        screen.say(json.dumps([a.as_json() for a in chosen], indent=1, ensure_ascii=False))
    else:
        show(chosen, screen, given.status)
    return 1 if any(a.counts[Status.GAP] for a in chosen) else 0


def choose(assessments: Iterable[Assessment], given: argparse.Namespace) -> tuple[Assessment, ...]:
    """Keep the standards, editions, classes and levels that were asked for."""
    asked = {"safety_class": given.safety_class or "C", "level": given.level or "enhanced"}
    return tuple(
        one
        for one in assessments
        if given.standard in (None, one.catalogue.standard)
        and given.edition in (None, one.catalogue.edition)
        and one.scope in ("", asked.get(one.catalogue.scale, one.scope))
    )


def show(assessments: Iterable[Assessment], screen: Screen, status: str | None = None) -> None:
    """Print each row with its status, reason, evidence and command."""
    for assessment in assessments:
        catalogue, words = assessment.catalogue, assessment.counts.items()
        counted = ", ".join(f"{count} {word}" for word, count in words if count)
        screen.say(
            f"{assessment.title} ({catalogue.edition}): {len(assessment.rows)} rows: {counted}", "bold"
        )
        screen.say(f"  confidence {catalogue.confidence}: {catalogue.source}; not a determination", "dim")
        for line in _rows(assessment, status):
            screen.word(*line)


def _rows(assessment: Assessment, status: str | None) -> Iterator[tuple[str, str]]:
    for one in assessment.rows:
        if status not in (None, one.status):
            continue
        unsure = "" if one.row.sure else " (number or reading unsure)"
        yield str(one.status), f"{one.row.id:<9} {one.row.text}{unsure}"
        yield "", f"          {one.reason}"
        for found in one.found:
            yield "", f"          {found.reference.kind}: {found.reference.target}"
        if one.command:
            yield "", f"          $ {one.command}"


def _write_counts(readme: Path, counts: str, screen: Screen) -> int:
    text = readme.read_text(encoding="utf-8")
    begin, end = (text.find(line) for line in (counts.splitlines()[0], counts.splitlines()[-1]))
    if not 0 <= begin < end:
        screen.word("refused", "README.md lacks the two comments between which the counts stand")
        return 2
    end += len(counts.splitlines()[-1])
    readme.write_text(text[:begin] + counts + text[end:], encoding="utf-8")
    screen.say("README.md holds the counts")
    return 0


VERB = Verb("clauses", "what standards ask for, and where each row stands", _TEACH, options, run)
