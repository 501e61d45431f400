"""Clauses: what standards ask for, which evidence answers each row, and where the row stands."""

from bench.gates.clauses.assessment import Assessed, Assessment, assess, assess_all
from bench.gates.clauses.catalogue import Catalogue, Row, read_catalogues
from bench.gates.clauses.counts import block
from bench.gates.clauses.judging import judge
from bench.gates.clauses.known import Known
from bench.gates.clauses.mapping import Reference, read_conformity
from bench.gates.clauses.status import Found, Presence, Status

__all__ = [
    "Assessed",
    "Assessment",
    "Catalogue",
    "Found",
    "Known",
    "Presence",
    "Reference",
    "Row",
    "Status",
    "assess",
    "assess_all",
    "block",
    "judge",
    "read_catalogues",
    "read_conformity",
]
