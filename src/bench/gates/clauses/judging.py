"""The clauses gate: no row without a status, no gap, no wrong clause number, and README's counts right."""

from collections.abc import Iterator

from bench.gates.checkout import Checkout
from bench.gates.clauses.assessment import Assessment, assess_all
from bench.gates.clauses.catalogue import read_catalogues
from bench.gates.clauses.citations import wrong
from bench.gates.clauses.counts import README, block, shown
from bench.gates.clauses.known import Known
from bench.gates.clauses.mapping import CONFORMITY, read_conformity
from bench.gates.clauses.status import Status
from bench.gates.finding import Finding, Note

_READ = (".md", ".py", ".rst", ".toml", ".yml")


def judge(checkout: Checkout) -> Iterator[Finding | Note]:
    """Judge every row at every class and level, the mappings, every citation, and the counts in README."""
    known = Known(checkout)
    assessments = assess_all(known)
    for assessment in assessments:
        yield Note("clauses", assessment.title, _counts(assessment))
        yield from _gaps(assessment)
    yield from _strangers(checkout)
    yield from _citations(checkout)
    yield from _readme(known, assessments)


def _counts(assessment: Assessment) -> str:
    words = ", ".join(f"{count} {status}" for status, count in assessment.counts.items() if count)
    return f"{len(assessment.rows)} rows: {words}"


def _gaps(assessment: Assessment) -> Iterator[Finding]:
    catalogue = assessment.catalogue
    for one in assessment.rows:
        if one.status is Status.GAP:
            where = f"{CONFORMITY}{catalogue.standard}.yml"
            yield _finding(
                "gap",
                f"{catalogue.standard} {one.row.id}",
                next((f.reference.target for f in one.found if f.presence == "absent"), where),
                f"{catalogue.title} {one.row.id} ({one.row.text}): {one.missing}",
                f"make evidence of the kind {' and '.join(one.row.kinds)}, and name it in {where}",
            )


def _strangers(checkout: Checkout) -> Iterator[Finding]:
    """Find mappings of rows that do not exist, and of standards that have no catalogue."""
    catalogues = read_catalogues(checkout.kept)
    paths = {f"{CONFORMITY}{catalogue.standard}.yml" for catalogue in catalogues}
    for path in sorted(path for path in checkout.kept if path.startswith(CONFORMITY)):
        if path not in paths:
            yield _finding(
                "no-catalogue", path, CONFORMITY, f"{path} maps to no catalogue", "delete or rename it"
            )
    for catalogue in catalogues:
        conformity = read_conformity(catalogue, checkout.kept)
        for row in sorted(set(conformity.answers) - {row.id for row in catalogue.rows}):
            message = f"{conformity.path} answers {row}, which the catalogue does not hold"
            yield _finding("no-row", conformity.path, row, message, "correct its number, or delete it")


def _citations(checkout: Checkout) -> Iterator[Finding]:
    texts = {**checkout.kept, **checkout.pages, **checkout.files}
    read = {path: data for path, data in texts.items() if path.endswith(_READ)}
    for cited, why in wrong(read, read_catalogues(checkout.kept)):
        where, what = f"{cited.path}:{cited.line}", f"{cited.words} {cited.number}"
        yield _finding(
            "wrong-clause", where, what, f"{where} cites {what}: {why}", "cite the number that is meant"
        )


def _readme(known: Known, assessments: tuple[Assessment, ...]) -> Iterator[Finding]:
    right, held = block(assessments), shown(known.text(README) or "")
    if held != right:
        what = "has no block of counts" if held is None else "shows other counts than the rows have"
        mend = "write it between the two comments: python -m bench clauses --readme"
        yield _finding("counts-differ", README, CONFORMITY, f"{README} {what}", mend)


def _finding(rule: str, subject: str, other: str, message: str, mend: str) -> Finding:
    return Finding("clauses", rule, subject, other, message, mend)
