"""Each kind of evidence that a mapping can name is looked for."""

from bench.gates.clauses.catalogue import KINDS
from bench.gates.clauses.presence import CHECKS


def test_every_kind_but_external_has_a_check():
    """A kind without a check could be named and never looked at."""
    assert set(CHECKS) == set(KINDS) - {"external"}
