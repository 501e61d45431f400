"""Which judgements still stand, which are suspect, and which are yet to be made."""

from collections.abc import Mapping
from dataclasses import dataclass

from bench.judgement.ledger import Entry, Ledger, Meaning


@dataclass(frozen=True)
class Suspect:
    """A judgement on an item that has changed since; ``now`` is None where the item is gone."""

    uid: str
    entry: Entry
    then: str
    now: str | None


def suspects(ledger: Ledger, fingerprints: Mapping[str, str]) -> tuple[Suspect, ...]:
    """Return the newest judgement of each item and meaning where the item differs from what was judged."""
    return tuple(
        Suspect(uid, entry, entry.items[uid], fingerprints.get(uid))
        for (uid, _), entry in sorted(_newest(ledger).items())
        if entry.items[uid] != fingerprints.get(uid)
    )


def outstanding(
    ledger: Ledger, fingerprints: Mapping[str, str], meaning: Meaning = Meaning.REVIEWED
) -> tuple[str, ...]:
    """Return the uids that no standing judgement of this meaning covers, sorted."""
    newest = _newest(ledger)
    standing = {
        uid
        for (uid, meant), entry in newest.items()
        if meant == meaning and entry.items[uid] == fingerprints.get(uid)
    }
    return tuple(sorted(fingerprints.keys() - standing))


def _newest(ledger: Ledger) -> dict[tuple[str, Meaning], Entry]:
    return {(uid, entry.meaning): entry for entry in ledger.entries for uid in entry.items}
