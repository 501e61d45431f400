"""Tells whether a check looks at what was answered, or only at how the answer came."""

import ast
from collections.abc import Mapping

Bindings = Mapping[str, tuple[ast.expr, ...]]

# What says that something answered, and nothing of what it answered.
_CARRIERS = {
    "status_code",
    "status",
    "returncode",
    "exit_code",
    "exitcode",
    "port",
    "ok",
    "shape",
    "ndim",
    "dtype",
}
_CARRYING_CALLS = {"main", "connect_ex", "getcode", "poll", "wait"}
_KINDS = {"isinstance", "issubclass", "hasattr", "callable"}
_PASSED_ON = {"bool", "all", "any", "int", "len", "set", "sorted", "list", "tuple"}
_LISTINGS = {"set", "sorted", "list", "keys"}
_PARSED = {"json", "loads", "load", "keys"}


def touches_transport_alone(check: ast.expr, bindings: Bindings) -> bool:
    """Say whether a check looks at a port, a code, a key, a kind or a shape, and at nothing else."""
    if isinstance(check, ast.BoolOp):
        return all(touches_transport_alone(value, bindings) for value in check.values)
    if isinstance(check, ast.UnaryOp):
        return touches_transport_alone(check.operand, bindings)
    if isinstance(check, ast.Compare):
        return _comparison(check, bindings)
    if isinstance(check, ast.Call):
        return _call(check, bindings)
    if isinstance(check, ast.GeneratorExp | ast.ListComp):
        return touches_transport_alone(check.elt, bindings)
    if isinstance(check, ast.Name) and len(bindings.get(check.id, ())) == 1:
        bound = bindings[check.id][0]
        return not isinstance(bound, ast.Name) and (
            _parsed(check, bindings) or touches_transport_alone(bound, {})
        )
    return _carrier(check, bindings)


def _comparison(check: ast.Compare, bindings: Bindings) -> bool:
    sides = (check.left, *check.comparators)
    if any(isinstance(op, ast.Is | ast.IsNot) for op in check.ops):
        return any(isinstance(side, ast.Constant) and side.value is None for side in sides)
    if any(isinstance(op, ast.In | ast.NotIn) for op in check.ops):
        return _parsed(check.comparators[-1], bindings)
    if any(isinstance(side, ast.Tuple) for side in sides):
        parts = [part for side in sides if isinstance(side, ast.Tuple) for part in side.elts]
        looked_at = [part for part in parts if not isinstance(part, ast.Constant)]
        return _any_carrier(sides, bindings) or (
            bool(looked_at) and all(_carrier(part, bindings) for part in looked_at)
        )
    return _any_carrier(sides, bindings) or any(
        isinstance(side, ast.Call) and _called(side) in _LISTINGS and _parsed(side, bindings)
        for side in sides
    )


def _any_carrier(sides: tuple[ast.expr, ...], bindings: Bindings) -> bool:
    return any(_carrier(side, bindings) for side in sides)


def _call(call: ast.Call, bindings: Bindings) -> bool:
    name = _called(call)
    if name in _KINDS or name in _CARRYING_CALLS:
        return True
    return name in _PASSED_ON and bool(call.args) and touches_transport_alone(call.args[0], bindings)


def _carrier(value: ast.expr, bindings: Bindings) -> bool:
    if isinstance(value, ast.Attribute):
        return value.attr in _CARRIERS
    if isinstance(value, ast.Subscript):
        named = isinstance(value.slice, ast.Constant) and value.slice.value in _CARRIERS
        return named or (isinstance(value.value, ast.Attribute) and value.value.attr == "shape")
    if isinstance(value, ast.Call):
        return _called(value) in _CARRYING_CALLS or _called(value) == "type"
    if isinstance(value, ast.Name):
        bound = bindings.get(value.id, ())
        return value.id in _CARRIERS or (len(bound) == 1 and _carrier(bound[0], {}))
    return False


def _parsed(value: ast.expr, bindings: Bindings) -> bool:
    """Say whether a value is parsed JSON, or its keys; what stands under a key is content."""
    if isinstance(value, ast.Call):
        first = value.args[0] if value.args else None
        inner = _called(value) in _PASSED_ON and first is not None and _parsed(first, bindings)
        return inner or _called(value) in _PARSED
    bound = bindings.get(value.id, ()) if isinstance(value, ast.Name) else ()
    return len(bound) == 1 and _parsed(bound[0], {})


def _called(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))
