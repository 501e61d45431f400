"""Threats: what the device is made of, what may be done to it, and what stands against that."""

from bench.threats.checks import Flaw, flaws
from bench.threats.control import CATEGORIES, Category, Duty
from bench.threats.element import AI_KINDS, APPLICABLE, KINDS, STRIDE, Boundary, Element, Flow, Term
from bench.threats.reader import THREATS, ThreatModelError, read_threats
from bench.threats.threat import Considered, Threat
from bench.threats.threat_model import ThreatModel
from bench.threats.view import View

__all__ = [
    "AI_KINDS",
    "APPLICABLE",
    "CATEGORIES",
    "KINDS",
    "STRIDE",
    "THREATS",
    "Boundary",
    "Category",
    "Considered",
    "Duty",
    "Element",
    "Flaw",
    "Flow",
    "Term",
    "Threat",
    "ThreatModel",
    "ThreatModelError",
    "View",
    "flaws",
    "read_threats",
]
