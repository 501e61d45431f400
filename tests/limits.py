"""Limits as the claims set them, so that no test types one a second time."""

from pathlib import Path

import yaml

from bench.claims import parse_criterion

SOFTWARE = Path(__file__).parents[1] / "requirements_trace/software"


def limit_of(uid: str) -> float:
    """Return the limit of a requirement's criterion, in the criterion's own unit."""
    claim = yaml.safe_load((SOFTWARE / f"{uid}.yml").read_text(encoding="utf-8"))
    return parse_criterion(claim["acceptance"]).limit
