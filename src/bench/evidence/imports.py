"""Which project files a Python file reaches through its imports, read from the syntax alone."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_TOPS = ("src", "tests", "")  # where the checkout's imports are looked up, as pytest does


class ImportGraph:
    """The static imports of one checkout; each file is parsed once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._imports = cache(self._read_imports)

    def closure(self, *files: Path) -> set[Path]:
        """Return the files and all project modules they import, directly or through others.

        A package's ``__init__`` counts for each of its modules, as Python runs it first; so do the
        ``conftest.py`` files above a test.
        """
        seen: set[Path] = set()
        ahead = [*files, *(above for file in files for above in self._conftests(file))]
        while ahead:
            file = ahead.pop()
            if file not in seen:
                seen.add(file)
                ahead.extend(self._imports(file))
        return seen

    def _conftests(self, file: Path) -> Iterator[Path]:
        folder = file.parent
        while folder.is_relative_to(self.root) and folder != self.root:
            if (folder / "conftest.py").is_file():
                yield folder / "conftest.py"
            folder = folder.parent

    def _read_imports(self, file: Path) -> tuple[Path, ...]:
        if file.suffix != ".py":
            return ()
        tree = ast.parse(file.read_bytes(), str(file))
        package = self._package_of(file)
        found = set(self._resolve(package)) if package else set()
        for node in ast.walk(tree):
            for name in _imported_names(node, package):
                found.update(self._resolve(name))
        return tuple(sorted(found))

    def _package_of(self, file: Path) -> str:
        """Return the dotted package that a file below ``src`` or ``tests`` is in, empty at the top."""
        for top in filter(None, _TOPS):
            if file.is_relative_to(self.root / top):
                return ".".join(file.relative_to(self.root / top).parent.parts)
        return ""

    def _resolve(self, name: str) -> Iterator[Path]:
        """Yield every file that importing this dotted name runs, as far as it is the project's."""
        parts = name.split(".")
        for top in _TOPS:
            at = self.root / top
            if not (at / parts[0]).is_dir() and not (at / f"{parts[0]}.py").is_file():
                continue
            for part in parts:
                module, package = at / f"{part}.py", at / part / "__init__.py"
                if package.is_file():
                    yield package
                elif module.is_file():
                    yield module
                at = at / part
            return


def _imported_names(node: ast.AST, package: str) -> Iterator[str]:
    """Yield the dotted names that one statement imports; of ``from a import b`` both a and a.b."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name
    elif isinstance(node, ast.ImportFrom):
        above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
        start = ".".join(filter(None, [*above, node.module or ""]))
        for alias in node.names:
            yield f"{start}.{alias.name}"
    elif isinstance(node, ast.Call) and _is_import_call(node.func):
        for argument in node.args[:1]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def _is_import_call(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in {"import_module", "importorskip"}
