"""Evidence that lies in the claims: items that are whole, and links that the gates find unbroken."""

from bench.claims import Item
from bench.gates.clauses.documents import placeholder
from bench.gates.clauses.known import GATES, Known
from bench.gates.clauses.mapping import Reference
from bench.gates.clauses.selection import select
from bench.gates.clauses.status import Found, Presence
from bench.gates.finding import CannotJudgeError
from bench.gates.soup import COLUMNS, soup_rows

TABLE = "SOUP.md"


def items(reference: Reference, known: Known) -> Found:
    """Look for claims: some are picked, each as its schema asks and without a placeholder."""
    if reference.target.partition("#")[0] == TABLE:
        return _soup(reference, known)
    chosen = select(reference.target, known.checkout.graph)
    if not chosen:
        return Found(reference, Presence.ABSENT, f"no claim is {reference.target}")
    for item in chosen:
        violation = known.violations.get(item.uid)
        if violation is not None:
            return Found(reference, Presence.ABSENT, str(violation))
        token = placeholder(_words(item))
        if token:
            return Found(reference, Presence.ABSENT, f"{item.uid} still holds a placeholder: {token}")
    reason = (
        f"{len(chosen)} claims are {reference.target}" if len(chosen) > 1 else f"{chosen[0].uid} is whole"
    )
    return Found(reference, Presence.THERE, reason, _command(chosen))


def links(reference: Reference, known: Known) -> Found:
    """Look at what a gate finds, all of it or by the rules that are named behind the slash."""
    gate, _, named = reference.target.partition("/")
    if gate not in GATES:
        return Found(reference, Presence.ABSENT, f"no gate of links is called {gate}")
    said = known.findings(gate)
    command = f"python -m bench gate {gate}"
    if isinstance(said, str):
        return Found(reference, Presence.ABSENT, f"{gate} could not judge: {said}", command)
    broken = [one for one in said if not named or one.rule in named.split("+")]
    if broken:
        more = f", and {len(broken) - 1} more" if len(broken) > 1 else ""
        return Found(reference, Presence.ABSENT, f"{gate}: {broken[0].message}{more}", command)
    what = f" for {named.replace('+', ', ')}" if named else ""
    return Found(reference, Presence.THERE, f"the {gate} gate finds nothing{what}", command)


def _soup(reference: Reference, known: Known) -> Found:
    """Look for a column of SOUP.md that says something in each row."""
    column = reference.target.partition("#")[2].replace("_", " ") or COLUMNS[0]
    try:
        rows = soup_rows(known.text(TABLE) or "")
    except CannotJudgeError as error:
        return Found(reference, Presence.ABSENT, str(error))
    for row in rows.values():
        words = row.cells.get(column, row.name if column == COLUMNS[0] else "")
        if not any(letter.isalnum() for letter in words) or placeholder(words):
            return Found(reference, Presence.ABSENT, f"the row of {row.name} says nothing under {column}")
    if not rows:
        return Found(reference, Presence.ABSENT, f"{TABLE} lists nothing")
    command = "python -m bench gate soup"
    return Found(reference, Presence.THERE, f"{len(rows)} rows of {TABLE} name their {column}", command)


def _words(item: Item) -> str:
    values = (value for value in item.attributes.values() if isinstance(value, str))
    return "\n".join((item.header, item.text, *values))


def _command(chosen: tuple[Item, ...]) -> str:
    return f"less {chosen[0].path.as_posix()}" if len(chosen) == 1 else "python -m bench gate trace"
