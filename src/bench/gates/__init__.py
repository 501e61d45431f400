"""Gates: judge a checkout and its records by rules that name both ends of what they find."""

from bench.gates.appraisal import Appraised, Standing, appraise, newest_tests, standing_of
from bench.gates.checkout import Checkout, open_checkout
from bench.gates.finding import CannotJudgeError, Finding, Note, Outcome
from bench.gates.impact import Impact, impact_of
from bench.gates.placeholder import placeholders
from bench.gates.policy import Policy, read_policy
from bench.gates.registry import ALL, GATES, run_gate, run_gates, worst
from bench.gates.risk import risk_classes
from bench.gates.route import RouteError, Routes, Step

__all__ = [
    "ALL",
    "GATES",
    "Appraised",
    "CannotJudgeError",
    "Checkout",
    "Finding",
    "Impact",
    "Note",
    "Outcome",
    "Policy",
    "RouteError",
    "Routes",
    "Standing",
    "Step",
    "appraise",
    "impact_of",
    "newest_tests",
    "open_checkout",
    "placeholders",
    "read_policy",
    "risk_classes",
    "run_gate",
    "run_gates",
    "standing_of",
    "worst",
]
