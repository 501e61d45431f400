"""The machines and the bytes that the records were made on and from."""

from collections.abc import Mapping

from bench.dossier.block import Block, Chapter, Column, Subheading, Table, Text
from bench.dossier.facts import Facts
from bench.evidence import Record

_PLAIN = ("cpu", "cores", "threads", "machine", "os", "python", "provider", "locks_sha256", "tree_sha256")


def chapter(facts: Facts) -> Chapter:
    """Write each distinct environment once, with the records that share it."""
    groups: dict[str, list[Record]] = {}
    for record in facts.records:
        groups.setdefault(repr(sorted(_key(record).items())), []).append(record)
    blocks: list[Block] = []
    for k, (_, records) in enumerate(sorted(groups.items()), 1):
        blocks += _environment(k, records)
    return Chapter("Environment", tuple(blocks) or (Text("No record tells of an environment."),))


def _key(record: Record) -> dict[str, object]:
    return {**record.environment, "commit": record.commit, "dirty": record.tree_dirty}


def _environment(k: int, records: list[Record]) -> list[Block]:
    known = records[0].environment
    rows = [("Records", str(len(records))), ("Commit", records[0].commit or "none")]
    rows.append(("Working tree", "differed from the commit" if records[0].tree_dirty else "was the commit"))
    rows += [(name.replace("_", " ").capitalize(), str(known[name])) for name in _PLAIN if name in known]
    memory = known.get("memory_bytes")
    if isinstance(memory, int):
        rows.append(("Memory", f"{memory / 2**30:.1f} GiB"))
    gpus = known.get("gpus")
    rows.append(("GPUs", "; ".join(map(_gpu, gpus)) if isinstance(gpus, list) and gpus else "none"))
    libraries = known.get("libraries")
    listed = libraries if isinstance(libraries, Mapping) else {}
    rows.append(
        ("Libraries", ", ".join(f"{name} {version}" for name, version in sorted(listed.items())) or "none")
    )
    columns = (Column("Of", 2), Column("It was", 8, "code"))
    return [Subheading(f"Environment {k}"), Table("", columns, tuple(rows))]


def _gpu(gpu: object) -> str:
    return ", ".join(f"{k} {v}" for k, v in sorted(gpu.items())) if isinstance(gpu, Mapping) else str(gpu)
