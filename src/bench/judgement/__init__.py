"""Judgement: what people decided, in an append-only chain, and whether it still stands."""

from bench.judgement.ledger import LEDGER, Entry, Ledger, LedgerError, Meaning, append, read_ledger
from bench.judgement.standing import Suspect, outstanding, suspects

__all__ = [
    "LEDGER",
    "Entry",
    "Ledger",
    "LedgerError",
    "Meaning",
    "Suspect",
    "append",
    "outstanding",
    "read_ledger",
    "suspects",
]
