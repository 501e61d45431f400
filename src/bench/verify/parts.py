"""Tests and protocols at once, in two processes, and their records as those of one run.

For machines on which nothing is timed: each slows the other.
"""

import shutil
import subprocess  # nosec B404 # runs this Python, with fixed options
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bench.evidence import FRESH, Record, read_record, write_record

PARTS = Path("build/parts")
_FAILED, _NONE_COLLECTED = 1, 5
_ENDED = (0, _FAILED, _NONE_COLLECTED)  # of a pytest that was not broken off: else there is no session


def run_parts(root: Path, parts: Sequence[Sequence[str]], variables: Mapping[str, str], command: str) -> int:
    """Run two pytests, write their records to ``build/records``, and return the exit code of the whole.

    The first one's output is kept in ``build/parts/0.log`` while both run, and printed when both have ended;
    the second one's is seen at once.

    Parameters
    ----------
    parts
        Two command lines, to which the folder for records is added.
    command
        What runs all of it in one process, for the record.
    """
    folders = [root / PARTS / str(k) for k in range(len(parts))]
    shutil.rmtree(root / PARTS, ignore_errors=True)
    (root / PARTS).mkdir(parents=True)
    log = folders[0].with_suffix(".log")
    behind, ahead = ([*part, "--records", str(to)] for part, to in zip(parts, folders, strict=True))
    kept = log.relative_to(root)
    print(
        f"on this target nothing is timed: tests and protocols run at once, the tests into {kept}", flush=True
    )
    with log.open("wb") as said:
        first = subprocess.Popen(behind, cwd=root, env=variables, stdout=said, stderr=subprocess.STDOUT)  # nosec B603 # noqa: S603 -- as above
        try:
            second = subprocess.run(ahead, cwd=root, env=variables, check=False)  # nosec B603 # noqa: S603 -- as above
            first.wait()
        finally:
            first.kill()
    print(log.read_text(encoding="utf-8", errors="replace"), flush=True)
    codes = (first.returncode, second.returncode)
    sessions = gather(root / FRESH, folders)
    if sessions and all(code in _ENDED for code in codes):
        write_record(root / FRESH, joined(sessions, command))
    shutil.rmtree(root / PARTS)
    return exit_code(codes)


def exit_code(codes: Iterable[int]) -> int:
    """Return what one pytest would have ended with: a failure first, then what broke off."""
    there = set(codes)
    if len(there) > 1:
        there.discard(_NONE_COLLECTED)
    return _FAILED if _FAILED in there else max(there, key=abs)


def gather(records: Path, folders: Iterable[Path]) -> list[Record]:
    """Move the protocols' records to where records lie, and return the parts' sessions of tests."""
    sessions: list[Record] = []
    records.mkdir(parents=True, exist_ok=True)
    for folder in folders:
        for path in sorted(folder.glob("*.json")):
            record = read_record(path).record
            if record is not None and record.kind == "tests":
                sessions.append(record)
                path.unlink()
        for suffix in ("csv", "json"):  # samples first: no record is without its own
            for path in sorted(folder.glob(f"*.{suffix}")):
                path.replace(records / path.name)
    return sessions


def joined(sessions: Sequence[Record], command: str) -> Record:
    """Return the sessions as one."""
    return replace(
        sessions[0],
        started=min(one.started for one in sessions),
        duration_s=max(one.duration_s for one in sessions),
        outcome="failed" if any(one.outcome == "failed" for one in sessions) else "passed",
        n=sum(one.n for one in sessions),
        results=tuple(sorted((r for one in sessions for r in one.results), key=lambda r: r.nodeid)),
        contexts={uid: context for one in sessions for uid, context in sorted(one.contexts.items())},
        depends={path: digest for one in sessions for path, digest in one.depends.items()},
        closures={file: paths for one in sessions for file, paths in one.closures.items()},
        tree_dirty=any(one.tree_dirty for one in sessions),
        command=command,
    )
