"""A requirement says what can be tested: no weak words, no bound without its number."""

import re
from collections.abc import Iterator

from bench.claims import Item
from bench.gates.audit.rule import broken
from bench.gates.audit.stated import numbers
from bench.gates.checkout import Checkout
from bench.gates.finding import Finding

# Words of judgement and of escape. Words of the field (a quick phase, a good view) are not among them.
WEAK = (
    *("appropriate", "appropriately", "adequate", "adequately", "sufficient", "sufficiently", "enough"),
    *("fast", "quickly", "rapid", "rapidly", "timely", "promptly", "real-time", "real time"),
    *("user-friendly", "user friendly", "intuitive", "easy", "easily", "seamless", "flexible"),
    *("robust", "robustly", "reliable", "reliably", "efficient", "efficiently", "optimal", "optimally"),
    *("reasonable", "reasonably", "suitable", "suitably", "acceptable", "significant", "significantly"),
    *("normally", "usually", "generally", "typically", "as far as possible", "as much as possible"),
    *("if possible", "where possible", "if necessary", "where necessary", "as necessary", "as appropriate"),
    *("if needed", "as needed", "as required", "etc", "and so on", "and the like", "state of the art"),
    *("minimise", "minimize", "maximise", "maximize", "best effort", "high quality"),
)
_WEAK = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, WEAK), key=len, reverse=True))})\b", re.IGNORECASE)
_BOUND = re.compile(
    r"\b(?:at (?:most|least)|(?:no|not) (?:more|less|longer|shorter|later|fewer) than|"
    r"(?:faster|slower) than)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.;:])\s+")
_FRACTION = re.compile(
    r"\b(?:half|third|quarter|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|twentieth|fiftieth|hundredth|"
    r"thousandth|once|twice)s?\b"
)


def judge(checkout: Checkout) -> Iterator[Finding]:
    """Judge the text of every requirement and control."""
    for item in (*checkout.graph.of("SRS"), *checkout.graph.of("RC")):
        yield from _weak(item)
        if item.acceptance is None:
            yield from _unbounded(item)


def _weak(item: Item) -> Iterator[Finding]:
    for word in sorted({found.lower() for found in _WEAK.findall(item.text)}):
        message = f"the text of {item.uid} says {word!r}, which two testers may read in two ways"
        yield broken("weak-word", item.uid, word, message, "say what is measured, and how much of it will do")


def _unbounded(item: Item) -> Iterator[Finding]:
    for sentence in _SENTENCE.split(item.text):
        bound = _BOUND.search(sentence)
        if bound and not any(numbers(sentence)) and not _FRACTION.search(sentence):
            said = bound[0].lower()
            message = f"the text of {item.uid} sets a bound ({said!r}) and no number"
            yield broken("bound-without-number", item.uid, said, message, "give the number, or a criterion")
