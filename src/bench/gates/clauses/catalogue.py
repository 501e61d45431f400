"""Standards as data: which rows each asks for, at which class or level, and by which kinds of evidence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import yaml

from bench.gates.finding import CannotJudgeError

STANDARDS = "requirements_trace/standards/"
KINDS = ("doc", "item", "link", "code", "test", "run", "bench", "record", "sbom", "sig", "external")
CONFIDENCES = ("high", "medium", "low")
SCHEMA = "bedside.standard/1"


class CatalogueError(ValueError):
    """A catalogue, or a mapping to it, that is not as its schema asks.

    Attributes
    ----------
    path
        Its file.
    """

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path


@dataclass(frozen=True)
class Row:
    """One thing that a standard asks for, in our own words.

    Parameters
    ----------
    scopes
        The classes or levels that it applies to; none: to all.
    sections
        Other numbers by which the source names it.
    sure
        Whether the author of the row is sure of its number and its reading.
    """

    id: str
    text: str
    kinds: tuple[str, ...]
    scopes: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    note: str = ""
    sure: bool = True

    def __post_init__(self) -> None:
        if not self.id.strip() or not self.text.strip():
            raise ValueError("a row has an id and a text (t)")
        unknown = set(self.kinds) - set(KINDS)
        if unknown or not self.kinds:
            raise ValueError(f"row {self.id} asks for evidence (ev) of {', '.join(KINDS)}")


@dataclass(frozen=True)
class Citation:
    """How texts cite a standard: the words, and what they leave out of the row's id."""

    words: str
    prefix: str = ""


@dataclass(frozen=True)
class Catalogue:
    """One edition of one standard.

    Parameters
    ----------
    scale
        What its rows depend on, such as ``safety_class``; empty where they do not.
    scopes
        The values of the scale, the least first.
    numbers
        Numbers that are right to cite though no row has them, such as a definition.
    dropped
        Numbers that an earlier edition had.
    place
        Where it stands in lists, the first first.
    """

    standard: str
    edition: str
    title: str
    confidence: str
    rows: tuple[Row, ...]
    status: str = ""
    source: str = ""
    scale: str = ""
    scopes: tuple[str, ...] = ()
    cited_as: tuple[Citation, ...] = ()
    numbers: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    place: int = 99

    def __post_init__(self) -> None:
        if self.confidence not in CONFIDENCES:
            raise ValueError(f"confidence is one of {', '.join(CONFIDENCES)}")
        ids = [row.id for row in self.rows]
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice or not ids:
            raise ValueError(f"each row stands once: {', '.join(twice) or 'there is none'}")
        stray = sorted({scope for row in self.rows for scope in row.scopes} - set(self.scopes))
        if stray:
            raise ValueError(f"rows name {', '.join(stray)}, which the scale does not hold")

    def of(self, scope: str = "") -> tuple[Row, ...]:
        """Return the rows that apply to a class or level; all of them without one."""
        return tuple(row for row in self.rows if not scope or not row.scopes or scope in row.scopes)


def read_catalogues(texts: Mapping[str, bytes]) -> tuple[Catalogue, ...]:
    """Read every catalogue, in the order of their places.

    Raises
    ------
    CannotJudgeError
        There is none, or one is not as the schema asks.
    """
    paths = sorted(path for path in texts if path.startswith(STANDARDS) and path.endswith(".yml"))
    if not paths:
        raise CannotJudgeError(f"{STANDARDS} holds no catalogue", "restore the catalogues")
    try:
        read = (_catalogue(path, texts[path]) for path in paths)
        return tuple(sorted(read, key=lambda one: (one.place, one.standard, one.edition)))
    except CatalogueError as error:
        raise CannotJudgeError(str(error), "mend the catalogue") from error


def read_yaml(path: str, data: bytes) -> dict[str, object]:
    """Read one YAML mapping.

    Raises
    ------
    CatalogueError
        It is none.
    """
    try:
        entries = yaml.load(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # nosec B506 # noqa: S506 -- safe, in C
    except yaml.YAMLError as error:
        raise CatalogueError(path, f"it cannot be read ({error})") from error
    if not isinstance(entries, dict):
        raise CatalogueError(path, "it holds no mapping")
    return {str(key): value for key, value in entries.items()}


_TEXTS = {"schema", "standard", "edition", "title", "confidence", "status", "source"}
_LISTS = {"rows", "cited_as", "numbers", "dropped", "scale", "notes", "place"}
_ROW = {"id", "t", "ev", "in", "sec", "note", "sure"}


@lru_cache(maxsize=128)
def _catalogue(path: str, data: bytes) -> Catalogue:
    entries = read_yaml(path, data)
    unknown = sorted(set(entries) - _TEXTS - _LISTS)
    if unknown or entries.get("schema") != SCHEMA:
        raise CatalogueError(path, f"schema is {SCHEMA}, and it has no {', '.join(unknown) or 'such schema'}")
    scale = entries.get("scale") or {}
    try:
        if not isinstance(scale, dict):
            raise TypeError("scale has a name and values")
        return Catalogue(
            **{name: str(entries.get(name, "")) for name in sorted(_TEXTS - {"schema"})},
            rows=tuple(_rows(entries.get("rows"))),
            scale=str(scale.get("name", "")),
            scopes=_words(scale.get("values")),
            cited_as=tuple(Citation(**one) for one in _list(entries.get("cited_as"))),  # type: ignore[arg-type]  # checked by its name
            numbers=_words(entries.get("numbers")),
            dropped=_words(entries.get("dropped")),
            place=int(str(entries.get("place", 99))),
        )
    except (TypeError, ValueError) as error:
        raise CatalogueError(path, str(error)) from error


def _rows(entries: object) -> Iterator[Row]:
    for entry in _list(entries):
        if not isinstance(entry, dict) or not {"id", "t", "ev"} <= set(entry) <= _ROW:
            raise ValueError(f"a row has {', '.join(sorted(_ROW))} and nothing else: {entry}")
        yield Row(
            id=str(entry["id"]),
            text=str(entry["t"]),
            kinds=_words(entry["ev"]),
            scopes=_words(entry.get("in")),
            sections=_words(entry.get("sec")),
            note=str(entry.get("note", "")),
            sure=entry.get("sure", True) is True,
        )


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in _list(value))


def _list(value: object) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise TypeError(f"a list is asked for, found {value!r}")
    return value
