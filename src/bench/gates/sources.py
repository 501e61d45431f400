"""What the source code itself says: control tags, markers and imports, read without running anything."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath

from bench.gates.assertions import Shown, shown_by

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, order=True)
class Tag:
    """A docstring that says which risk control its function implements."""

    uid: str
    path: str
    name: str


@dataclass(frozen=True, order=True)
class Mark:
    """A `verifies` marker on a test; `uid` and `purpose` are None where they are not literal strings.

    Parameters
    ----------
    words
        Every name and word that the test uses.
    shown
        What it asserts and hands over.
    """

    uid: str | None
    purpose: str | None
    path: str
    name: str
    words: frozenset[str]
    shown: Shown = field(default=Shown(), compare=False)

    @property
    def nodeid(self) -> str:
        """The test as pytest names it, without parameters."""
        return f"{self.path}::{self.name}"


@dataclass(frozen=True, order=True)
class Import:
    """A top-level package that a file imports, even lazily or under TYPE_CHECKING."""

    package: str
    path: str


@dataclass(frozen=True)
class Scan:
    """All that one file says; `defines` is whether it has a function or class, `fault` its syntax error."""

    tags: tuple[Tag, ...] = ()
    marks: tuple[Mark, ...] = ()
    imports: tuple[Import, ...] = ()
    defines: bool = False
    fault: str | None = None


def scan(path: str, data: bytes) -> Scan:
    """Read one Python file's tags, markers and imports; cached by content."""
    return _scan(path, data)


def scan_all(files: Mapping[str, bytes], folder: str) -> dict[str, Scan]:
    """Scan every Python file below a folder."""
    prefix = folder.rstrip("/") + "/"
    return {p: scan(p, d) for p, d in sorted(files.items()) if p.endswith(".py") and p.startswith(prefix)}


_TAG = re.compile(r"Implements\s+((?:RC-\d+(?:\s*(?:,|and)\s*)?)+)")
_UID = re.compile(r"[A-Z]+-\d+")
_WORD = re.compile(r"[a-z][a-z0-9_]+")


@lru_cache(maxsize=4096)
def _scan(path: str, data: bytes) -> Scan:
    try:
        tree = ast.parse(data, filename=path)
    except (SyntaxError, ValueError) as error:
        return Scan(fault=str(error))
    nodes = tuple(ast.walk(tree))
    return Scan(
        tags=tuple(sorted(set(_tags(path, nodes)))) if b"Implements" in data else (),
        marks=tuple(_marks(path, tree)) if b"verifies" in data else (),
        imports=tuple(sorted(set(_imports(path, nodes)))),
        defines=any(isinstance(node, (*_FUNCTIONS, ast.ClassDef)) for node in tree.body),
    )


def _tags(path: str, nodes: Iterable[ast.AST]) -> Iterator[Tag]:
    for node in nodes:
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef, ast.Module)):
            name = getattr(node, "name", PurePosixPath(path).stem)
            for found in _TAG.findall(ast.get_docstring(node) or ""):
                yield from (Tag(uid, path, name) for uid in _UID.findall(found))


def _marks(path: str, tree: ast.Module) -> Iterator[Mark]:
    shared = [call for node in tree.body if isinstance(node, ast.Assign) for call in _calls(node)]
    yield from _marks_below(path, tree.body, shared, "", tree)


def _marks_below(
    path: str, body: list[ast.stmt], inherited: list[ast.Call], prefix: str, tree: ast.Module
) -> Iterator[Mark]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            own = [call for decorator in node.decorator_list for call in _calls(decorator)]
            yield from _marks_below(path, node.body, inherited + own, f"{prefix}{node.name}::", tree)
        elif isinstance(node, _FUNCTIONS) and node.name.startswith("test"):
            calls = inherited + _calls(node)
            words, shown = _words(node), shown_by(node, tree) if calls else Shown()
            for call in calls:
                uid, purpose = _literals(call)
                yield Mark(uid, purpose, path, prefix + node.name, words, shown)


def _calls(node: ast.AST) -> list[ast.Call]:
    return [
        call
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "verifies"
    ]


def _literals(call: ast.Call) -> tuple[str | None, str | None]:
    given: dict[str, ast.expr] = dict(zip(("uid", "purpose"), call.args, strict=False))
    given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    values = {name: node.value for name, node in given.items() if isinstance(node, ast.Constant)}
    uid, purpose = values.get("uid"), values.get("purpose")
    return (uid if isinstance(uid, str) else None, purpose if isinstance(purpose, str) else None)


def _words(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    words: set[str] = set()
    for node in ast.walk(function):
        for value in (getattr(node, "id", None), getattr(node, "attr", None), getattr(node, "arg", None)):
            words.update([value] if isinstance(value, str) else [])
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words.update(_WORD.findall(node.value))
    return frozenset({*words, function.name})


def _imports(path: str, nodes: Iterable[ast.AST]) -> Iterator[Import]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (Import(alias.name.split(".")[0], path) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield Import(node.module.split(".")[0], path)
        elif isinstance(node, ast.Call) and _is_import_call(node) and isinstance(node.args[0], ast.Constant):
            yield Import(str(node.args[0].value).split(".")[0], path)


def _is_import_call(node: ast.Call) -> bool:
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    return bool(node.args) and name in {"import_module", "__import__"}
