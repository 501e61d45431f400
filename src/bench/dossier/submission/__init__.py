"""Submission: the documents of the regulatory file, typeset and laid out for those who ask for them."""

from bench.dossier.submission.assembly import Submission, write_submission
from bench.dossier.submission.error import DossierError, RefusedError
from bench.dossier.submission.finding import Finding
from bench.dossier.submission.press import Reading

__all__ = ["DossierError", "Finding", "Reading", "RefusedError", "Submission", "write_submission"]
