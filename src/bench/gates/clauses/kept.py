"""Evidence that is kept: records that people add to, judgements, the bill of materials, signatures."""

from bench.claims import Item
from bench.gates.clauses.documents import placeholder
from bench.gates.clauses.known import Known
from bench.gates.clauses.mapping import Reference
from bench.gates.clauses.selection import select
from bench.gates.clauses.status import Found, Presence
from bench.gates.soup import locked
from bench.judgement import LEDGER, Meaning, outstanding

LEDGER_WORD, CHANGES = "ledger", "changes"
MODELS = "src/bedside/models"
RUNS = ("verification/records", "build/records")
_TEXTS = (".json", ".jsonl", ".md", ".rst", ".yml")


def record(reference: Reference, known: Known) -> Found:
    """Look for a record: files that are kept, or judgements in the ledger (``ledger:SRS``)."""
    if reference.target.startswith(LEDGER_WORD):
        return signature(reference, known)
    path = reference.target
    if path in RUNS:
        return _runs(reference, known)
    files = [file for file in known.below(path) if file.endswith(_TEXTS) and (known.text(file) or "").strip()]
    if not files:
        return Found(reference, Presence.ABSENT, f"{path} holds no record")
    for file in files:
        token = placeholder(known.text(file) or "")
        if token:
            return Found(reference, Presence.ABSENT, f"{file} still holds a placeholder: {token}")
    what = f"{len(files)} records in {path}" if files != [path] else f"{path} is kept"
    return Found(reference, Presence.THERE, what, f"ls {path}" if files != [path] else f"less {path}")


def bill(reference: Reference, known: Known) -> Found:
    """Look for what the bill of materials is made of: pinned with digests, as the gates ask."""
    path = reference.target
    if path == MODELS or path == "SOUP.md":
        return _by_gate(reference, known, "model" if path == MODELS else "soup")
    pinned = [digests for _, _, digests in locked(known.text(path) or "")]
    if not pinned or not all(pinned):
        loose = pinned.count(())
        return Found(
            reference, Presence.ABSENT, f"{path} pins {len(pinned)} packages, {loose} without digest"
        )
    return Found(reference, Presence.THERE, f"{path} pins {len(pinned)} packages by digest", f"less {path}")


def signature(reference: Reference, known: Known) -> Found:
    """Look for judgements of claims (``ledger:HAZ/risk_accepted``), of changes or of a release."""
    if reference.target == CHANGES:
        return _decided(reference, known)
    pick, _, word = reference.target.removeprefix(f"{LEDGER_WORD}:").partition("/")
    meaning = Meaning(word or Meaning.REVIEWED) if word in {"", *Meaning} else None
    if meaning is None:
        return Found(reference, Presence.ABSENT, f"a judgement does not mean {word}")
    if pick == "release":
        return _released(reference, known)
    claims = select(pick, known.checkout.graph)
    if not claims:
        return Found(reference, Presence.ABSENT, f"no claim is {pick}")
    return _judged(reference, pick, [item for item in claims if _asks(item, meaning, known)], meaning, known)


def _judged(reference: Reference, pick: str, claims: list[Item], meaning: Meaning, known: Known) -> Found:
    if not claims:
        reason = f"nothing of {pick} asks to be judged {meaning}"
        return Found(reference, Presence.THERE, reason, "python -m bench gate risk")
    prints = {item.uid: known.prints[item.uid] for item in claims}
    waiting = outstanding(known.checkout.ledger, prints, meaning)
    command = f"python -m bench review {waiting[0] if waiting else claims[0].uid} --meaning {meaning}"
    if waiting:
        reason = f"{len(waiting)} of {len(claims)} claims of {pick} wait for a person to judge them {meaning}"
        return Found(reference, Presence.AWAITS_PERSON, reason, command)
    return Found(
        reference, Presence.THERE, f"all {len(claims)} claims of {pick} are judged {meaning}", command
    )


def _asks(item: Item, meaning: Meaning, known: Known) -> bool:
    """Say whether a claim asks for such a judgement: a risk only where the policy leaves it to a person."""
    return meaning is not Meaning.RISK_ACCEPTED or item.prefix != "HAZ" or item.uid in known.left_to_a_person


def _released(reference: Reference, known: Known) -> Found:
    entries = [entry for entry in known.checkout.ledger.entries if entry.meaning is Meaning.RELEASED]
    command = "python -m bench gate all release"
    if not entries:
        return Found(
            reference, Presence.AWAITS_PERSON, f"nobody has released: {LEDGER} holds no entry", command
        )
    last = entries[-1]
    return Found(reference, Presence.THERE, f"{last.name} ({last.role}) released on {last.date}", command)


def _decided(reference: Reference, known: Known) -> Found:
    """Look for the decision on each change request."""
    changes = known.checkout.changes
    waiting = [change.uid for change in changes if not change.decided]
    command = "ls requirements_trace/changes"
    if not changes:
        return Found(reference, Presence.ABSENT, "there is no change request", command)
    if waiting:
        reason = f"{len(waiting)} of {len(changes)} change requests wait for a person to approve them"
        return Found(reference, Presence.AWAITS_PERSON, reason, command)
    return Found(reference, Presence.THERE, f"all {len(changes)} change requests are decided", command)


def _runs(reference: Reference, known: Known) -> Found:
    """Look for records of runs, each of which names the commit that it was made from."""
    whole = [stored for stored in known.checkout.records if stored.record is not None and not stored.faults]
    command = "python -m bench evidence"
    if not whole:
        return Found(reference, Presence.AWAITS_RUN, "no record of a run holds", command)
    return Found(reference, Presence.THERE, f"{len(whole)} records of runs hold", command)


def _by_gate(reference: Reference, known: Known, gate: str) -> Found:
    said = known.findings(gate)
    command = f"python -m bench gate {gate}"
    if isinstance(said, str) or said:
        why = said if isinstance(said, str) else said[0].message
        return Found(reference, Presence.ABSENT, f"{gate}: {why}", command)
    return Found(reference, Presence.THERE, f"the {gate} gate finds nothing", command)
