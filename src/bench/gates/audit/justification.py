"""What waives something says who, when, why, and on what evidence."""

import datetime
import re
from collections.abc import Iterator, Mapping

import yaml

from bench.gates.audit.rule import broken
from bench.gates.checkout import Checkout
from bench.gates.finding import CannotJudgeError, Finding
from bench.judgement import LEDGER, Meaning

JUSTIFICATIONS = "requirements_trace/justifications.yml"
_WAIVERS = (Meaning.JUSTIFIED_EXCEPTION, Meaning.RISK_ACCEPTED)
_UID = re.compile(r"(?:UN|HAZ|RC|SRS|SDS|VER)-\d{3}")
_PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)+")
_FEWEST_WORDS = 5  # fewer give no reason


def judge(checkout: Checkout) -> Iterator[Finding]:
    """Judge the file of justifications, and every entry of the ledger that waives something."""
    for place, entry in enumerate(_entries(checkout), 1):
        yield from _entry(str(entry.get("id") or f"entry {place}"), entry, checkout)
    for judged in checkout.ledger.entries:
        if judged.meaning in _WAIVERS and not _is_reason(judged.statement):
            at, whom = judged.digest[:12], ", ".join(judged.items)
            message = f"{judged.name} ({judged.role}) judged {whom} {judged.meaning} and gave no reason"
            mend = f"judge it again with --statement: python -m bench review {whom}"
            yield broken("waived-without-reason", whom, f"{LEDGER.as_posix()} {at}", message, mend)


def _entries(checkout: Checkout) -> list[Mapping[str, object]]:
    try:
        given = yaml.safe_load(checkout.pages.get(JUSTIFICATIONS, b"[]"))
    except yaml.YAMLError as error:
        raise CannotJudgeError(f"{JUSTIFICATIONS} cannot be read: {error}", "mend its syntax") from error
    listed = given.get("justifications") if isinstance(given, Mapping) else given
    if not isinstance(listed or [], list) or not all(isinstance(entry, Mapping) for entry in listed or []):
        raise CannotJudgeError(f"{JUSTIFICATIONS} is not a list of mappings", "write one mapping an entry")
    return list(listed or [])


def _entry(name: str, entry: Mapping[str, object], checkout: Checkout) -> Iterator[Finding]:
    lacking = {
        "author": not str(entry.get("author") or "").strip(),
        "date": not _is_date(entry.get("date")),
        "reason": not _is_reason(entry.get("reason")),
        "evidence": not _evidence(entry),
    }
    for what in (what for what, is_lacking in lacking.items() if is_lacking):
        message = f"{name} of {JUSTIFICATIONS} has no {what}"
        yield broken("justification-without", name, what, message, f"give its {what}, or remove it")
    for named in _evidence(entry):
        if not _is_there(named, checkout):
            message = f"{name} of {JUSTIFICATIONS} rests on {named}, which does not exist"
            yield broken("justification-dead", name, named, message, "name evidence that exists")


def _evidence(entry: Mapping[str, object]) -> list[str]:
    given = entry.get("evidence")
    listed = given if isinstance(given, list) else [given]
    return [str(one).strip() for one in listed if one is not None and str(one).strip()]


def _is_date(given: object) -> bool:
    try:
        return bool(datetime.date.fromisoformat(str(given)))
    except ValueError:
        return False


def _is_reason(given: object) -> bool:
    return len(str(given or "").split()) >= _FEWEST_WORDS


def _is_there(named: str, checkout: Checkout) -> bool:
    """Look up a claim or a path; a command or a clause is for people to follow."""
    if _UID.fullmatch(named):
        return named in checkout.graph and checkout.graph.item(named).active
    if _PATH.fullmatch(named):
        return (checkout.root / named).exists()
    return True
