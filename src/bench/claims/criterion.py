"""The acceptance criterion of a requirement: the one place where a limit lives."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from bench.claims.item import Item

# Judged on what was observed, so that a confidence would mean nothing.
OBSERVED = ("count", "share", "max", "min")
INFERRED = ("mean", "median", "bias", "proportion")
_PERCENTILE = re.compile(r"p(\d{1,2}(?:\.\d+)?)")
_LIMIT = re.compile(r"(<=|>=|==|<|>)\s*([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)")
_KEYS = frozenset(
    {"metric", "statistic", "limit", "confidence", "min_n", "profile", "hardware_class", "unit"}
)


class CriterionError(ValueError):
    """An acceptance criterion that cannot be judged.

    Attributes
    ----------
    attribute
        The key at fault, below ``acceptance``.
    """

    def __init__(self, attribute: str, problem: str) -> None:
        super().__init__(f"acceptance.{attribute} {problem}")
        self.attribute = attribute
        self.problem = problem


@dataclass(frozen=True)
class Criterion:
    """What a metric must show before the claim holds.

    Parameters
    ----------
    statistic
        ``p<number>``, ``median``, ``mean``, ``bias``, ``proportion``; or, as observed, ``count``,
        ``share``, ``max``, ``min``.
    confidence
        Of the one-sided bound that is held against the limit; None for what is judged as observed.
    profile
        The data that the claim is to be shown on.
    hardware_class
        Where, or ``any``.
    """

    metric: str
    statistic: str
    operator: str
    limit: float
    confidence: float | None
    min_n: int
    profile: str
    hardware_class: str
    unit: str

    def __post_init__(self) -> None:
        observed = self.statistic in OBSERVED
        if not (observed or self.statistic in INFERRED or _PERCENTILE.fullmatch(self.statistic)):
            raise CriterionError("statistic", f"is {self.statistic!r}, which the bench cannot estimate")
        if observed and self.confidence is not None:
            raise CriterionError("confidence", f"means nothing for {self.statistic!r}: leave it out")
        if not observed and (self.confidence is None or not 0.5 < self.confidence < 1):
            raise CriterionError("confidence", f"is {self.confidence!r}, not between 0.5 and 1")
        if self.operator == "==" and not observed:
            raise CriterionError("limit", f"asks for equality, which no sample shows of {self.statistic!r}")
        if self.min_n < 1:
            raise CriterionError("min_n", f"is {self.min_n}, not 1 or more")

    def __str__(self) -> str:
        unit = "" if self.unit == "1" else f" {self.unit}"
        sure = "as observed" if self.confidence is None else f"at {self.confidence:.4g} confidence"
        asked = f"{self.statistic} of {self.metric} {self.operator} {self.limit:g}{unit}"
        return f"{asked} {sure}, n >= {self.min_n}"

    def as_json(self) -> dict[str, object]:
        """Return the criterion as plain values."""
        return asdict(self)

    def met_by(self, value: float) -> bool:
        """Say whether a value satisfies the limit; nan never does."""
        return {
            "<=": value <= self.limit,
            "<": value < self.limit,
            ">=": value >= self.limit,
            ">": value > self.limit,
            "==": value == self.limit,
        }[self.operator]


def parse_criterion(acceptance: Mapping[str, object]) -> Criterion:
    """Read a criterion as it is written in a requirement.

    Raises
    ------
    CriterionError
        Names the key at fault.
    """
    unknown = sorted(set(acceptance) - _KEYS)
    if unknown:
        raise CriterionError(unknown[0], "is not known")
    limit = _LIMIT.fullmatch(_word(acceptance, "limit"))
    if limit is None:
        raise CriterionError("limit", f"is {acceptance['limit']!r}, not like '<= 0.03'")
    return Criterion(
        metric=_word(acceptance, "metric"),
        statistic=_word(acceptance, "statistic"),
        operator=limit[1],
        limit=float(limit[2]),
        confidence=_confidence(acceptance.get("confidence")),
        min_n=_count(acceptance, "min_n"),
        profile=_word(acceptance, "profile"),
        hardware_class=_word(acceptance, "hardware_class"),
        unit=_word(acceptance, "unit"),
    )


def criterion_of(item: Item) -> Criterion | None:
    """Return an item's criterion, if it has one."""
    return None if item.acceptance is None else parse_criterion(item.acceptance)


def _word(acceptance: Mapping[str, object], key: str) -> str:
    value = acceptance.get(key)
    if not isinstance(value, str) or not value.strip():
        raise CriterionError(key, "is missing" if value is None else f"is {value!r}, not a text")
    return value.strip()


def _count(acceptance: Mapping[str, object], key: str) -> int:
    value = acceptance.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise CriterionError(key, "is missing" if value is None else f"is {value!r}, not a whole number")
    return value


def _confidence(value: object) -> float | None:
    if value is None:
        return None
    if not isinstance(value, float):
        raise CriterionError("confidence", f"is {value!r}, not a number between 0.5 and 1")
    return value
