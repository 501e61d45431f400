"""The title page, and the report as a whole."""

from bench.dossier.block import Report, TitlePage
from bench.dossier.chapters import write_chapters
from bench.dossier.facts import Facts

STANDING = "Records that support the verification of the device; not a determination."
DEMONSTRATION = "Demonstration data"
_WORKSHOP = ("bench", "training")  # they make the device and are no part of it
_MADE_FROM = (
    "Demonstration data: the records in this report were made from rendered phantoms and public or given "
    "recordings, not from a clinical investigation."
)


def write_report(facts: Facts) -> Report:
    """Put the title page before the chapters."""
    return Report(_front(facts), write_chapters(facts))


def _front(facts: Facts) -> TitlePage:
    commits = sorted({record.commit[:12] for record in facts.records if record.commit})
    return TitlePage(
        title="Verification report",
        subject=f"Bedside {facts.device_version}",
        number=facts.number,
        version=facts.device_version,
        date=facts.made.strftime("%Y-%m-%d %H:%M UTC"),
        standing=STANDING,
        demonstration=DEMONSTRATION,
        facts=(
            ("Document", facts.number),
            ("Device", f"Bedside {facts.device_version}: {_items(facts)}"),
            ("Newest record", facts.made.strftime("%Y-%m-%d %H:%M UTC")),
            ("Records", str(len(facts.records))),
            ("Commit", ", ".join(commits) or "none"),
            ("Targets", ", ".join(sorted({record.target for record in facts.records})) or "none"),
            ("Profile", ", ".join(sorted({record.profile for record in facts.records})) or "none"),
            ("Made from", _MADE_FROM),
            ("Standing", STANDING),
        ),
    )


def _items(facts: Facts) -> str:
    """Name the device's parts with the highest safety class that a requirement of each has."""
    classes: dict[str, str] = {}
    for claim in facts.checkout.graph.of("SRS"):
        item = str(claim.get("item"))
        if claim.active and item not in _WORKSHOP:
            classes[item] = max(classes.get(item, ""), str(claim.get("safety_class")))
    return ", ".join(f"{item.replace('_', ' ')} (class {classes[item]})" for item in sorted(classes))
