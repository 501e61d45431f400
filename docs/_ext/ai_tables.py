"""Directives about models and data: cards, trainings, data sets, criteria, results by subgroup."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from claim_text import ROOT, claims, linked, plain, reference, table
from claims import parsed
from docutils.parsers.rst import directives
from manifest_text import flat, provenance, tensor
from risk_tables import RiskDirective
from sphinx.util.docutils import SphinxDirective
from standing_text import (
    NOTHING,
    facts,
    measured_table,
    of_item,
    paragraphs,
    record_behind,
    share_interval,
    verdict,
    words,
)

from bench.claims import criterion_of, read_problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes
    from sphinx.application import Sphinx

MODELS = ROOT / "src/bedside/models"
COUNTED = re.compile(r"(?P<group>[^:]+): (?P<hits>\d+) of (?P<n>\d+) .*")
SHARED = re.compile(r"(?P<group>[^:]+): (?P<percent>[\d.]+)% of (?P<n>\d+)")


class ModelCard(RiskDirective):
    """``.. model-card:: endoscopy/scene`` shows one model's manifest."""

    widths = "26 74"

    def rows(self) -> list[list[str]]:
        """Return a row a fact, read from the manifest."""
        folder = MODELS / self.arguments[0]
        self.env.note_dependency(str(folder / "manifest.json"))
        given = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        facts_of = {
            "item and version": f"{words(given['item'])}, {given['version']}",
            "SHA-256 of the model": f"``{given['sha256']}``",
            "parameters": f"{given['parameters']:,}",
            "inputs": paragraphs(map(tensor, given["inputs"])),
            "outputs": paragraphs(map(tensor, given["outputs"])),
            "classes": ", ".join(map(words, given["classes"])),
            "preparation": flat(given["preprocessing"]),
            "operating point": flat(given["operating_point"]),
            "intended input": plain(given["intended_input"]),
            "training data": plain(given["training"]["phantom_set"]),
            "recipe": flat(given["training"]["recipe"]),
            "code that made it": provenance(given["training"]),
            "validation while training": flat(given["metrics"]),
            "licence": given["licence"],
        }
        return [["fact", "value"], *([name, value] for name, value in facts_of.items())]


class TrainingTable(RiskDirective):
    """``.. training-table::`` shows every model with its training: data, seed, steps, digests, date."""

    widths = "20 14 34 8 8 16"

    def rows(self) -> list[list[str]]:
        """Return a row a model."""
        rows = [["model", "model's digest", "training data", "seed", "steps", "training code's digest"]]
        for path in sorted(MODELS.rglob("manifest.json")):
            given = json.loads(path.read_text(encoding="utf-8"))
            made = given["training"]
            name = path.parent.relative_to(MODELS).as_posix()
            digests = [f"``{digest[:12]}``" for digest in (given["sha256"], made["source_sha256"])]
            cells = [
                digests[0],
                plain(made["phantom_set"]),
                str(made["seed"]),
                f"{made['steps']:,}",
                digests[1],
            ]
            rows.append([f"``{name}``", *cells])
        return rows


class DatasetTable(RiskDirective):
    """``.. dataset-table::`` shows the public data sets that can be given by a path."""

    widths = "26 18 30 8 18"

    def rows(self) -> list[list[str]]:
        """Return a row a manifest below verification/datasets."""
        head = ["data set", "DOI", "licence as far as it is known", "subjects", "what is unsure"]
        rows = [head]
        for path in sorted((ROOT / "verification/datasets").glob("*.toml")):
            given = tomllib.loads(path.read_text(encoding="utf-8"))
            unsure = f"{len(given['unsure'])} points" if given.get("unsure") else NOTHING
            cells = [given["title"], given.get("doi", NOTHING), given["licence"]]
            rows.append([*map(plain, cells), str(given.get("subjects", "not said")), unsure])
        return rows


class CriteriaTable(RiskDirective):
    """``.. criteria-table:: endoscopy`` shows what was fixed before measuring: each criterion of one item."""

    widths = "10 32 58"

    def rows(self) -> list[list[str]]:
        """Return a row a requirement with a criterion."""
        rows = [["", "requirement", "accepted when, and on which data"]]
        for item in of_item(self.arguments[0]):
            asked = criterion_of(item)
            if asked is not None:
                where = f"``{asked.profile}``, hardware ``{asked.hardware_class}``"
                told = paragraphs([plain(str(asked)), where])
                rows.append([reference(item.uid), plain(item.header.strip()), told])
        return rows


class EstimatorTable(RiskDirective):
    """``.. estimator-table::`` counts, from the records, which interval each statistic was given."""

    widths = "30 50 20"

    def rows(self) -> list[list[str]]:
        """Return a row for each pair of statistic and method that a record holds."""
        held = (r for r in facts().records if r.criterion and r.method)
        # The number of subjects is the record's own and not the method's.
        pairs = Counter(
            (_family(str(r.criterion["statistic"])), _method(r.method)) for r in held if r.criterion
        )
        rows = [[words(s), plain(m), str(count)] for (s, m), count in sorted(pairs.items())]
        return [["statistic of the criterion", "interval, as the records say", "records"], *rows]


class MeasuredTable(SphinxDirective):
    """``.. measured:: SRS-021 SRS-022`` shows criterion, verdict, n, estimate and bounds; or of an item."""

    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {"item": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Parse the generated table where the directive stands."""
        uids = self.arguments[0].split() if self.arguments else list(self._of_item())
        return parsed(self, list(measured_table(uids)))

    def _of_item(self) -> Iterator[str]:
        return (i.uid for i in of_item(self.options["item"]) if i.acceptance is not None)


class SubgroupTable(SphinxDirective):
    """``.. subgroups:: SRS-074`` shows what a record says of each group, with intervals of counts."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Parse the generated lines where the directive stands."""
        uid = self.arguments[0]
        record = record_behind(facts().standing(uid))
        lines = [f"{reference(uid)} {plain(claims().item(uid).header.strip())}: {verdict(uid)}."]
        notes = record.notes if record else ()
        rows = [["group", "found", "share", "95 % interval"], *map(_group, notes)]
        widths = "34 32 14 20"
        if not any(n for _, n in map(_counted, notes)):
            rows, widths = [row[:2] for row in rows], "40 60"
        shown = list(table(rows, widths=widths)) if notes else ["No record names groups."]
        return parsed(self, [*lines, "", *shown])


class ProblemTable(RiskDirective):
    """``.. problem-table:: endoscopy`` shows one item's open problem reports."""

    widths = "9 25 33 33"

    def rows(self) -> list[list[str]]:
        """Return a row a report whose requirement is of the item."""
        rows = [["", "what does not hold", "what it means for the hazards", "what would mend it"]]
        for problem in read_problems(ROOT):
            known = problem.requirement in claims() and claims().item(problem.requirement)
            if problem.status == "open" and known and known.get("item") == self.arguments[0]:
                told = [f"{problem.header} ({problem.requirement})", problem.effect, problem.remedy]
                rows.append([problem.uid, *(linked(" ".join(text.split())) for text in told)])
        return rows if len(rows) > 1 else [*rows, [NOTHING, "none is open", NOTHING, NOTHING]]


def _family(statistic: str) -> str:
    return "percentile or median" if re.fullmatch(r"p[\d.]+|median", statistic) else statistic


def _method(method: str) -> str:
    return re.sub(r" over \d+ subjects", " over subjects", method)


def _group(note: str) -> list[str]:
    group, _, rest = note.partition(": ")
    cells = [plain(words(group)), plain(rest) or NOTHING]
    hits, n = _counted(note)
    if n == 0:
        return [*cells, NOTHING, NOTHING]
    low, high = share_interval(hits, n)
    return [*cells, f"{hits / n:.3f}", f"{low:.3f} to {high:.3f}"]


def _counted(note: str) -> tuple[int, int]:
    """Return hits and number from a note that counted, or that names a share of a number; else zeros."""
    if found := COUNTED.fullmatch(note):
        return int(found["hits"]), int(found["n"])
    if found := SHARED.fullmatch(note):
        n = int(found["n"])
        return round(float(found["percent"]) / 100 * n), n
    return 0, 0


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives."""
    for name, directive in {
        "model-card": ModelCard,
        "training-table": TrainingTable,
        "dataset-table": DatasetTable,
        "criteria-table": CriteriaTable,
        "estimator-table": EstimatorTable,
        "measured": MeasuredTable,
        "subgroups": SubgroupTable,
        "problem-table": ProblemTable,
    }.items():
        app.add_directive(name, directive)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
