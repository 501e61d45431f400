"""The soup gate: SOUP.md = wheel metadata = its locks = what the device really imports.

An extra of the wheel is held to the same, by ``locks/<extra>.txt``, which holds the device's own lines too.
"""

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bench.gates.checkout import Checkout
from bench.gates.finding import CannotJudgeError, Finding, Note
from bench.gates.sources import scan_all

TABLE, METADATA, LOCK, DEVICE = "SOUP.md", "pyproject.toml", "locks/device.txt", "src/bedside"
COLUMNS = ("name", "version", "licence", "purpose", "requirements", "anomalies considered")


@dataclass(frozen=True)
class SoupRow:
    """One row of SOUP.md by column; the name is normalised as package indexes do."""

    name: str
    cells: Mapping[str, str]

    @property
    def version(self) -> str:
        """The version that the row names."""
        return self.cells["version"]


@dataclass(frozen=True)
class Declared:
    """A package that the wheel asks for, and the lock that pins it."""

    need: Requirement
    lock: str


def judge(checkout: Checkout) -> Iterator[Finding | Note]:
    """Compare the four places that say what the device is built upon."""
    rows, asked = soup_rows(_text(checkout, TABLE)), declared(_text(checkout, METADATA))
    paths = sorted({LOCK, *(declaration.lock for declaration in asked.values())})
    locks = {path: locked_versions(_text(checkout, path)) for path in paths}
    yield from _rows_against_locks(rows, locks)
    yield from _metadata_against_locks(asked, rows, locks)
    yield from _imports_against_metadata(_imported(checkout), asked)
    for row in rows.values():
        yield from _row_is_complete(row, checkout)


def soup_rows(text: str) -> dict[str, SoupRow]:
    """Read the table of SOUP.md that is headed by the agreed columns.

    Raises
    ------
    CannotJudgeError
        When no table has that heading.
    """
    lines = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.splitlines()]
    heads = [k for k, cells in enumerate(lines) if tuple(cell.lower() for cell in cells) == COLUMNS]
    if not heads:
        raise CannotJudgeError(f"{TABLE} has no table headed {' | '.join(COLUMNS)}", "write that table")
    rows: dict[str, SoupRow] = {}
    for cells in lines[heads[0] + 2 :]:
        if len(cells) != len(COLUMNS):
            break
        name = canonicalize_name(re.sub(r"[`*]|\[|\]\(.*\)", "", cells[0]))
        rows[name] = SoupRow(name, dict(zip(COLUMNS, cells, strict=True)))
    return rows


def locked_versions(text: str) -> dict[str, str]:
    """Return name → version of a hash-pinned requirements file."""
    return {name: version for name, version, _ in locked(text)}


def locked(text: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield name, version and SHA-256 digests of each line of a hash-pinned requirements file."""
    for block in re.split(r"\n(?=\S)", text):
        head = re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", block)
        if head:
            digests = re.findall(r"--hash=sha256:([0-9a-f]+)", block)
            yield canonicalize_name(head[1]), head[2], tuple(sorted(digests))


def _text(checkout: Checkout, path: str) -> str:
    data = checkout.files.get(path)
    if data is None:
        raise CannotJudgeError(f"{path} is missing", "restore it")
    return data.decode(errors="replace")


def declared(text: str) -> dict[str, Declared]:
    """Return what the wheel's own metadata asks for, by name, extras among it."""
    try:
        project = tomllib.loads(text)["project"]
        listed = {LOCK: project["dependencies"]}
        extras = project.get("optional-dependencies", {})
        listed |= {f"locks/{extra}.txt": needs for extra, needs in extras.items()}
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise CannotJudgeError(f"{METADATA} names no dependencies ({error})", "mend its [project]") from error
    made = [Declared(Requirement(need), lock) for lock, needs in listed.items() for need in needs]
    return {canonicalize_name(declaration.need.name): declaration for declaration in made}


def _imported(checkout: Checkout) -> dict[str, str]:
    found: dict[str, str] = {}
    for path, scanned in scan_all(checkout.files, DEVICE).items():
        for used in scanned.imports:
            if used.package != "bedside" and used.package not in sys.stdlib_module_names:
                found.setdefault(canonicalize_name(used.package), path)
    return found


def _rows_against_locks(
    rows: Mapping[str, SoupRow], locks: Mapping[str, Mapping[str, str]]
) -> Iterator[Finding]:
    for name in sorted(set(rows).difference(*locks.values())):
        yield _finding(
            "row-not-locked",
            f"{TABLE} {name}",
            LOCK,
            f"{TABLE} lists {name}, no lock of the wheel holds it ({', '.join(locks)})",
            "compile the locks again, or delete the row",
        )
    for lock, versions in locks.items():
        for name, version in sorted(versions.items()):
            yield from _row_against_line(rows.get(name), lock, name, version)


def _row_against_line(row: SoupRow | None, lock: str, name: str, version: str) -> Iterator[Finding]:
    if row is None:
        yield _finding(
            "locked-not-listed",
            f"{lock} {name}",
            TABLE,
            f"{lock} holds {name}, {TABLE} has no row",
            "add the row in the same change as the lock line",
        )
    elif row.version != version:
        yield _finding(
            "version-differs",
            f"{TABLE} {name}",
            lock,
            f"{TABLE} says {name} {row.version or '(nothing)'}, {lock} says {version}",
            "read the new version's anomaly list, then write its version into the row",
        )


def _metadata_against_locks(
    declared: Mapping[str, Declared], rows: Mapping[str, SoupRow], locks: Mapping[str, Mapping[str, str]]
) -> Iterator[Finding]:
    for name, declaration in sorted(declared.items()):
        need, lock = declaration.need, declaration.lock
        pinned = locks[lock].get(name)
        if pinned is None:
            yield _finding(
                "declared-not-locked",
                f"{METADATA} {name}",
                lock,
                f"the wheel asks for {need}, {lock} does not hold it",
                "compile the locks again",
            )
        elif not need.specifier.contains(pinned, prereleases=True):
            yield _finding(
                "lock-outside-range",
                f"{METADATA} {name}",
                lock,
                f"the wheel asks for {need}, {lock} pins {pinned}",
                "compile the locks again, or change the range",
            )
        if name not in rows:
            yield _finding(
                "declared-not-listed",
                f"{METADATA} {name}",
                TABLE,
                f"the wheel asks for {need}, {TABLE} has no row",
                "add the row",
            )


def _imports_against_metadata(
    imported: Mapping[str, str], declared: Mapping[str, Declared]
) -> Iterator[Finding]:
    for name, path in sorted(imported.items()):
        if name not in declared:
            yield _finding(
                "imported-not-declared",
                path,
                METADATA,
                f"{path} imports {name}, which the wheel does not ask for",
                "remove the import, or declare it with its SOUP row and lock line",
            )
    for name in sorted(set(declared) - set(imported)):
        yield _finding(
            "declared-not-imported",
            f"{METADATA} {name}",
            DEVICE,
            f"the wheel asks for {name}, nothing in {DEVICE} imports it",
            "remove the dependency with its row and lock line",
        )


def _row_is_complete(row: SoupRow, checkout: Checkout) -> Iterator[Finding]:
    for column in COLUMNS[1:]:
        if not re.search(r"\w", row.cells[column]):
            yield _finding(
                "row-incomplete",
                f"{TABLE} {row.name}",
                column,
                f"the row of {row.name} says nothing under '{column}'",
                "write it",
            )
    for uid in re.findall(
        r"\b[A-Z]{2,4}-\d{3,}\b", f"{row.cells['requirements']} {row.cells['anomalies considered']}"
    ):
        if uid not in checkout.graph or not checkout.graph.item(uid).active:
            yield _finding(
                "row-names-dead-claim",
                f"{TABLE} {row.name}",
                uid,
                f"the row of {row.name} names {uid}, which is no live claim",
                "name a live one",
            )


def _finding(rule: str, subject: str, other: str, message: str, mend: str) -> Finding:
    return Finding("soup", rule, subject, other, message, mend)
