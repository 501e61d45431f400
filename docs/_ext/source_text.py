"""The sources, the locks, the models and the change history as reStructuredText."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from claim_text import ROOT, checkout, linked, plain, table

from bench.gates.soup import locked_versions, soup_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LOCKS = ("device", "segmentation", "bench", "check", "docs", "training")
GROUPS = {"device": "the device", "segmentation": "the device's extra", "bench": "tests, bench, reports"}
GROUPS |= {"check": "static checks", "docs": "documentation", "training": "training"}
VERSION = re.compile(r"^## (.+)$")


def changelog() -> Iterator[str]:
    """Yield the change log, a section a version, as it stands."""
    inside = False
    for line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines():
        head = VERSION.match(line)
        if head:
            yield from ("", head[1], "~" * len(head[1]), "")
            inside = True
        elif inside:
            yield _restructured(line)


def versions() -> Iterator[str]:
    """Yield the version of the device and of each model, with digests."""
    source = checkout().files["src/bedside/__init__.py"].decode()
    found = re.search(r'^__version__ = "([^"]+)"', source, flags=re.MULTILINE)
    rows = [["what", "version", "identified by"]]
    rows.append(
        ["device, the ``bedside`` wheel", found[1] if found else "none", "version and digest of the wheel"]
    )
    for path, manifest in _manifests():
        name = path.removeprefix("src/bedside/models/").removesuffix("/manifest.json")
        rows.append([f"model ``{name}``", manifest["version"], f"SHA-256 ``{manifest['sha256'][:32]}…``"])
    yield from table(rows, widths="34 14 52")


def configuration_items() -> Iterator[str]:
    """Yield the kinds of controlled items with how many there are of each today."""
    kinds = (
        (
            "source of the device",
            "src/bedside/**/*.py",
            "path and commit; its digest in every record that rests on it",
        ),
        ("models", "src/bedside/models/**/*.onnx", "item, role, version, SHA-256 in the manifest"),
        ("source of phantoms, training and loaders", "src/[!b]*/**/*.py", "path and commit"),
        ("source of the bench", "src/bench/**/*.py", "path and commit"),
        ("tests", "tests/**/*.py", "path and name of the test"),
        ("protocols", "verification/protocols/*.py", "path and name of the protocol"),
        ("hardware classes", "verification/targets/*.toml", "name of the class"),
        ("data sets, by manifest", "verification/datasets/*.toml", "name, DOI, SHA-256; never the data"),
        ("committed records", "verification/records/*.json", "own digest"),
        ("user needs", "requirements_trace/user_needs/*.yml", "UID; fingerprint over what decides"),
        ("requirements", "requirements_trace/software/*.yml", "UID; fingerprint"),
        ("design items", "requirements_trace/architecture/*.yml", "UID; fingerprint"),
        ("verification plans", "requirements_trace/verification/*.yml", "UID; fingerprint"),
        ("hazards and controls", "risk/*/*.yml", "UID; fingerprint"),
        ("problem reports", "requirements_trace/problems/*.yml", "UID"),
        ("change requests", "requirements_trace/changes/*.yml", "UID"),
        ("locks", "locks/*.txt", "name, version and digests of every library"),
        ("documents", "docs/**/*.rst", "document number and commit"),
    )
    rows = [["kind", "where", "how many", "identified by"]]
    for kind, pattern, how in kinds:
        found = [path for path in ROOT.glob(pattern) if not path.name.startswith(".")]
        rows.append([kind, f"``{pattern}``", str(len(found)), how])
    yield from table(rows, widths="26 32 10 32")


def soup(what: str) -> Iterator[str]:
    """Yield one view of the table of SOUP: identity, requirements or anomalies."""
    columns, widths = {
        "identity": (("version", "licence", "purpose"), "16 12 36 36"),
        "requirements": (("requirements",), "16 84"),
        "anomalies": (("anomalies considered",), "16 84"),
    }[what]
    rows = [["name", *columns]]
    found = soup_rows(checkout().files["SOUP.md"].decode()).values()
    rows += [[f"**{row.name}**", *(_restructured(row.cells[name]) for name in columns)] for row in found]
    yield from table(rows, widths=widths)


def targets() -> Iterator[str]:
    """Yield the hardware classes with the least versions that each needs."""
    rows = [["class", "what it is", "provider, precision", "least versions"]]
    for path in sorted((ROOT / "verification/targets").glob("*.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        least = ", ".join(f"{name} {version}" for name, version in told.get("minimum", {}).items())
        provider = f"{told.get('provider', '')}, {told.get('precision', '')}"
        rows.append([f"``{path.stem}``", plain(told["title"]), provider, least or "none"])
    yield from table(rows, widths="20 30 18 32")


def tools() -> Iterator[str]:
    """Yield what each group of the locks pins: the tools asked for, and how many libraries in all."""
    rows = [["group", "for", "tools asked for, as pinned", "pinned in all"]]
    asked = _asked()
    for group in LOCKS:
        pinned = locked_versions((ROOT / f"locks/{group}.txt").read_text(encoding="utf-8"))
        named = [f"{name} {pinned[name]}" for name in asked[group] if name in pinned]
        rows.append([f"``{group}``", GROUPS[group], plain(", ".join(named)), str(len(pinned))])
    yield from table(rows, widths="14 20 54 12")


def build() -> Iterator[str]:
    """Yield what builds the wheel and what it needs."""
    project = _project()
    needs = ", ".join(f"``{name}``" for name in project["build-system"]["requires"])
    yield f"- build backend: {needs}, pinned in ``locks/bench.txt``; no isolation, no network"
    yield f"- Python of the build and of the device: ``{project['project']['requires-python']}``"
    asked = ", ".join(f"``{need}``" for need in project["project"]["dependencies"])
    yield f"- what the wheel asks for: {asked}"
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    yield from (
        f"- what the wheel holds: {', '.join(f'``{name}``' for name in packages)}, models included",
        "",
    )


def contracts() -> Iterator[str]:
    """Yield the import contracts: what may not import what."""
    rows = [["contract", "kind", "about", "refused"]]
    for contract in _project()["tool"]["importlinter"]["contracts"]:
        keys = ("layers", "modules", "source_modules", "protected_modules", "ancestors")
        about = next(contract[key] for key in keys if key in contract)
        joint = " > " if "layers" in contract else ", "
        refused = [f"``{name}``" for name in contract.get("forbidden_modules", [])]
        named = joint.join(f"``{name}``" for name in about)
        rows.append([plain(contract["name"]), contract["type"], named, ", ".join(refused) or "—"])
    yield from table(rows, widths="34 12 30 24")


def locked_version(name: str) -> str | None:
    """Return the version that the first lock with that name pins."""
    for group in (*LOCKS, "training-cpu"):
        pinned = locked_versions((ROOT / f"locks/{group}.txt").read_text(encoding="utf-8"))
        if name in pinned:
            return pinned[name]
    return None


def test_exists(nodeid: str) -> bool:
    """Say whether a file of the checkout defines that test or protocol."""
    path, _, name = nodeid.partition("::")
    return bool(name) and name in _functions(path)


@cache
def _functions(path: str) -> frozenset[str]:
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _restructured(text: str) -> str:
    """Return Markdown's code spans as literals, and the rest with its claims linked."""
    parts = re.split(r"`([^`]*)`", text)
    return "".join(f"``{part}``" if at % 2 else _emphasised(part) for at, part in enumerate(parts))


def _emphasised(text: str) -> str:
    """Return text as it is but for its single and double asterisks, which mean the same in both markups."""
    return "".join(
        part if part.startswith("*") else linked(part) for part in re.split(r"(\*+[^*\n]+\*+)", text)
    )


def _manifests() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(checkout().files):
        if path.startswith("src/bedside/models/") and path.endswith("manifest.json"):
            yield path, json.loads(checkout().files[path])


@lru_cache(maxsize=1)
def _project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _asked() -> dict[str, list[str]]:
    project = _project()
    needs = {"device": project["project"]["dependencies"]}
    needs |= project["project"]["optional-dependencies"] | project["dependency-groups"]
    return {
        group: [re.split(r"[\[<>=!~ ]", need)[0].lower() for need in asked] for group, asked in needs.items()
    }


TEXTS: dict[str, Callable[..., Iterator[str]]] = {
    "changelog": changelog,
    "versions": versions,
    "configuration-items": configuration_items,
    "soup": soup,
    "targets": targets,
    "tools": tools,
    "build": build,
    "contracts": contracts,
}
