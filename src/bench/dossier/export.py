"""The report as JSON, for machines: facts without typesetting."""

import json
from typing import Any

from bench.dossier.block import Report
from bench.dossier.chapters.measured import criterion_text
from bench.dossier.facts import VERDICTS, Facts
from bench.gates import Standing

SCHEMA = "bedside.dossier/1"


def export(facts: Facts, report: Report) -> str:
    """Return the JSON text, with sorted keys and one ending newline."""
    front = report.front
    told = {
        "schema": SCHEMA,
        "number": front.number,
        "device_version": front.version,
        "made": facts.made.isoformat(),
        "standing": front.standing,
        "demonstration": front.demonstration,
        "counts": {word: facts.counts[word] for word in VERDICTS},
        "requirements": [
            _requirement(uid, facts) for uid in sorted(i.uid for i in facts.checkout.graph.of("SRS"))
        ],
        "gates": [outcome.as_json() for outcome in facts.outcomes],
        "records": [
            {
                "name": a.name,
                "digest": a.record.digest if a.record else None,
                "state": a.state.kind,
                "reasons": list(a.state.reasons),
            }
            for a in facts.appraised
        ],
    }
    return json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _requirement(uid: str, facts: Facts) -> dict[str, Any]:
    item, standing = facts.item(uid), facts.standing(uid)
    known = {"uid": uid, "header": item.header, "verdict": facts.word(item)}
    if standing is None:
        results = facts.results_of(uid)
        return {**known, "tests": {result.nodeid: result.outcome for result in results}}
    return {
        **known,
        "criterion": criterion_text(item),
        "reason": standing.reason,
        "state": standing.kind,
        **_measured(standing),
    }


def _measured(standing: Standing) -> dict[str, Any]:
    record = standing.basis.record if standing.basis and standing.verdict else None
    if record is None:
        return {}
    return {
        "n": record.n,
        "estimate": record.estimate,
        "interval": list(record.interval) if record.interval else None,
        "bound": record.bound,
        "method": record.method,
        "evidence": record.digest,
        "command": record.command,
    }
