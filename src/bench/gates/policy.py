"""The risk policy: its scales, how two probabilities combine, and what is acceptable."""

from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from bench.gates.finding import CannotJudgeError

POLICY = "risk/policy.yml"
CLASSES = ("acceptable", "justify", "unacceptable")


@dataclass(frozen=True)
class Level:
    """One word of a scale, with what it means; the limit is for probabilities alone."""

    name: str
    meaning: str
    per_use_at_most: float = 1.0


@dataclass(frozen=True)
class Policy:
    """Scales run from the least to the most; the matrix has a row per severity, a column per probability."""

    severity: tuple[Level, ...]
    probability: tuple[Level, ...]
    acceptability: Mapping[str, tuple[str, ...]]
    initial_p1_at_least: Mapping[str, str]
    control_order: tuple[str, ...]
    information_alone_up_to: str

    def __post_init__(self) -> None:
        """Refuse a policy with a hole in its matrix, or whose scales do not rise."""
        limits = [level.per_use_at_most for level in self.probability]
        if not limits or limits != sorted(set(limits)):
            raise ValueError("the probabilities' limits do not rise")
        if set(self.acceptability) != {level.name for level in self.severity}:
            raise ValueError("the acceptability matrix does not have one row per severity")
        for name, row in self.acceptability.items():
            if len(row) != len(limits) or not set(row) <= set(CLASSES):
                raise ValueError(f"the row {name} needs {len(limits)} of {', '.join(CLASSES)}")

    def severity_rank(self, word: object) -> int:
        """Return the word's place, 0 the least; ValueError for a word outside the scale."""
        return [level.name for level in self.severity].index(str(word))

    def probability_rank(self, word: object) -> int:
        """Return the word's place, 0 the least; ValueError for a word outside the scale."""
        return [level.name for level in self.probability].index(str(word))

    def probability_of_harm(self, p1: object, p2: object) -> str:
        """Name the product of both words' upper bounds by the first word that covers it."""
        product = (
            self.probability[self.probability_rank(p1)].per_use_at_most
            * self.probability[self.probability_rank(p2)].per_use_at_most
        )
        return next(level.name for level in self.probability if product <= level.per_use_at_most * (1 + 1e-9))

    def classify(self, severity: object, p1: object, p2: object) -> str:
        """Return acceptable, justify or unacceptable."""
        column = self.probability_rank(self.probability_of_harm(p1, p2))
        return self.acceptability[self.severity[self.severity_rank(severity)].name][column]


def read_policy(files: Mapping[str, bytes]) -> Policy:
    """Read the policy from the checkout's files.

    Raises
    ------
    CannotJudgeError
        When it is missing or does not hold together.
    """
    if POLICY not in files:
        raise CannotJudgeError(f"{POLICY} is missing", "restore it")
    try:
        return _policy(yaml.safe_load(files[POLICY]))
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise CannotJudgeError(f"{POLICY} cannot be used: {error}", "mend it") from error


def _policy(given: Mapping[str, object]) -> Policy:
    if given["schema"] != "bedside.risk_policy/1" or given["combination"] != "product":
        raise ValueError("schema is not bedside.risk_policy/1 with combination: product")
    rows, floors = given["acceptability"], given["initial_p1_at_least"]
    if not isinstance(rows, Mapping) or not isinstance(floors, Mapping):
        raise TypeError("acceptability and initial_p1_at_least are mappings")
    order = given["control_order"]
    if not isinstance(order, list):
        raise TypeError("control_order is a list")
    return Policy(
        severity=_levels(given["severity"]),
        probability=_levels(given["probability"]),
        acceptability={str(name): tuple(map(str, row)) for name, row in rows.items()},
        initial_p1_at_least={str(kind): str(word) for kind, word in floors.items()},
        control_order=tuple(map(str, order)),
        information_alone_up_to=str(given["information_alone_up_to"]),
    )


def _levels(given: object) -> tuple[Level, ...]:
    if not isinstance(given, list):
        raise TypeError("a scale is a list of levels")
    return tuple(
        Level(str(e["name"]), str(e["meaning"]), float(e.get("per_use_at_most", 1.0))) for e in given
    )
