"""What a test shows: the quantities it asserts, the metrics it hands over, and what its checks look at."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bench.gates.carriers import touches_transport_alone

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_EXITS = {"SystemExit"}
_PLAIN = (ast.Constant, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.UnaryOp, ast.USub, ast.Load)


@dataclass(frozen=True)
class Shown:
    """What one test function shows, with the functions of its own file that it calls.

    Parameters
    ----------
    asserted
        Names that an assertion looks at and that were computed or read, not merely typed.
    handed
        Patterns of the metrics that it hands over as samples.
    checks
        How many assertions, expected refusals and handovers there are.
    transport
        How many of them look only at how an answer came: a port, an exit code, a key, a shape.
    literals
        Name and number of each comparison of a name with a typed number.
    """

    asserted: frozenset[str] = frozenset()
    handed: frozenset[str] = frozenset()
    checks: int = 0
    transport: int = 0
    literals: frozenset[tuple[str, float]] = frozenset()

    def hands(self, metric: str) -> bool:
        """Say whether samples of a metric are handed over."""
        return any(re.fullmatch(pattern, metric) for pattern in self.handed)


def shown_by(function: _Function, module: ast.Module) -> Shown:
    """Read what a test function shows, without running it."""
    return _Test(function, module).shown


class _Test:
    """A test with the functions of its file that it calls."""

    def __init__(self, function: _Function, module: ast.Module) -> None:
        known = {node.name: node for node in module.body if isinstance(node, _Function)}
        self.functions = list(_reached(function, known))
        self.module = module

    @property
    def shown(self) -> Shown:
        looked_at = [*self._asserts(), *self._asserting_calls()]
        transport = sum(touches_transport_alone(one, self.bindings) for one in looked_at)
        refusals = [_name(call.args[0]) for call in self._calls("raises") if call.args]
        handed = frozenset(pattern for call in self._calls("samples") for pattern in self._patterns(call))
        return Shown(
            asserted=frozenset(name for one in looked_at for name in self._measured(one)),
            handed=handed,
            checks=len(looked_at) + len(refusals) + len(handed),
            transport=transport + sum(name in _EXITS for name in refusals),
            literals=frozenset(pair for one in looked_at for pair in _literals(one)),
        )

    @cached_property
    def _nodes(self) -> tuple[ast.AST, ...]:
        return tuple(node for function in self.functions for node in ast.walk(function))

    def _calls(self, name: str) -> Iterator[ast.Call]:
        return (n for n in self._nodes if isinstance(n, ast.Call) and _name(n.func) == name)

    def _asserts(self) -> Iterator[ast.expr]:
        return (node.test for node in self._nodes if isinstance(node, ast.Assert))

    def _asserting_calls(self) -> Iterator[ast.expr]:
        """Yield calls such as np.testing.assert_allclose, which are assertions by name."""
        calls = (node for node in self._nodes if isinstance(node, ast.Call))
        return (call for call in calls if _name(call.func).startswith("assert_"))

    @cached_property
    def bindings(self) -> Mapping[str, tuple[ast.expr, ...]]:
        """Name → the expressions that it was given, in any of the functions."""
        found: dict[str, list[ast.expr]] = {}
        for node in self._nodes:
            for name, value in _bound(node):
                found.setdefault(name, []).append(value)
        return {name: tuple(values) for name, values in found.items()}

    @cached_property
    def _counted(self) -> frozenset[str]:
        """Names that grow as the test goes: what they come to was not typed."""
        grown = {_name(n.target) for n in self._nodes if isinstance(n, ast.AugAssign)}
        calls = (n.func for n in self._nodes if isinstance(n, ast.Call))
        grown |= {
            _name(f.value)
            for f in calls
            if isinstance(f, ast.Attribute) and f.attr in ("append", "extend", "add")
        }
        stored = (n for n in self._nodes if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store))
        return frozenset(grown | {_name(node.value) for node in stored})

    def _measured(self, expression: ast.expr) -> Iterator[str]:
        for node in ast.walk(expression):
            if isinstance(node, ast.Name) and self._is_computed(node.id):
                yield node.id
            elif isinstance(node, ast.Attribute):
                yield node.attr
            elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                yield str(node.slice.value)

    def _is_computed(self, name: str) -> bool:
        values = self.bindings.get(name, ())
        return name in self._counted or any(not _typed(value) for value in values)

    def _patterns(self, call: ast.Call) -> Iterator[str]:
        first = call.args[0] if call.args else None
        if isinstance(first, ast.Constant):
            yield re.escape(str(first.value))
        elif isinstance(first, ast.JoinedStr):
            parts = (v.value if isinstance(v, ast.Constant) else None for v in first.values)
            yield "".join(r"\w+" if part is None else re.escape(str(part)) for part in parts)
        elif isinstance(first, ast.Name):  # a loop over names: those that the test or its file spells out
            yield from {re.escape(text) for text in self._spelt_out()}

    def _spelt_out(self) -> Iterator[str]:
        constants = [n for n in self.module.body if isinstance(n, ast.Assign | ast.AnnAssign)]
        for node in (*self._nodes, *(inner for one in constants for inner in ast.walk(one))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
                yield node.value


def _reached(start: _Function, known: Mapping[str, _Function]) -> Iterator[_Function]:
    seen, ahead = {start.name}, [start]
    while ahead:
        function = ahead.pop()
        yield function
        for node in ast.walk(function):
            name = node.id if isinstance(node, ast.Name) else ""
            if name in known and name not in seen:
                seen.add(name)
                ahead.append(known[name])


def _bound(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _pairs(target, node.value)
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
        yield from _pairs(node.target, node.value)
    elif isinstance(node, ast.For):
        yield from _pairs(node.target, node.iter)
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        yield from _pairs(node.optional_vars, node.context_expr)


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple | ast.List):
        parts: Iterable[ast.expr] = [value] * len(target.elts)
        if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts):
            parts = value.elts
        for inner, part in zip(target.elts, parts, strict=True):
            yield from _pairs(inner, part)


def _typed(value: ast.expr) -> bool:
    """Say whether an expression is a typed constant and no more."""
    return all(isinstance(node, _PLAIN) for node in ast.walk(value))


def _literals(expression: ast.expr) -> Iterator[tuple[str, float]]:
    for node in ast.walk(expression):
        if isinstance(node, ast.Compare):
            sides = (node.left, *node.comparators)
            numbers = [number for side in sides if (number := _number(side)) is not None]
            names = {_name(inner) for side in sides for inner in ast.walk(side)} - {""}
            yield from ((name, number) for name in names for number in numbers)


def _number(node: ast.expr) -> float | None:
    value = node.value if isinstance(node, ast.Constant) else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _name(node: ast.AST) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))
