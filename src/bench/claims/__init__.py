"""Claims: what people wrote, as a typed graph with a schema and fingerprints."""

from bench.claims.criterion import Criterion, CriterionError, criterion_of, parse_criterion
from bench.claims.fingerprint import Snapshot, attribute_prints, doorstop_stamp, fingerprint, snapshot
from bench.claims.graph import Graph
from bench.claims.item import DeadLink, Document, Item, Link, Violation
from bench.claims.problem import PROBLEMS, Problem, ProblemError, open_problems, read_problems
from bench.claims.reader import load_graph
from bench.claims.schema import SCHEMAS, Schema, check_schema

__all__ = [
    "PROBLEMS",
    "SCHEMAS",
    "Criterion",
    "CriterionError",
    "DeadLink",
    "Document",
    "Graph",
    "Item",
    "Link",
    "Problem",
    "ProblemError",
    "Schema",
    "Snapshot",
    "Violation",
    "attribute_prints",
    "check_schema",
    "criterion_of",
    "doorstop_stamp",
    "fingerprint",
    "load_graph",
    "open_problems",
    "parse_criterion",
    "read_problems",
    "snapshot",
]
