"""In which order a reader sees the pictures: decided by study, seed and reader's code alone.

The page computes the same order by the same rule in JavaScript (`order.js`), so that the analysis can tell
whether a reader's file keeps to it. Pictures are ranked by SHA-256, which both languages share.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

MAX_REPEAT_SHARE = 0.25


@dataclass(frozen=True)
class Trial:
    """One showing of a picture; its second one is for the agreement of readers with themselves."""

    image: str
    presentation: int


def trials(study: str, seed: int, reader: str, images: Sequence[str], repeats: int) -> tuple[Trial, ...]:
    """Return the showings in order.

    Repeats are drawn from the first half, less its last eighth of all pictures, and mixed into the second
    half, so that at least an eighth of the pictures lies between the two showings of one.

    Raises
    ------
    ValueError
        More repeats are asked for than a quarter of the pictures.
    """
    if not 0 <= repeats <= MAX_REPEAT_SHARE * len(images):
        raise ValueError(f"{repeats} repeats of {len(images)} pictures; a quarter at most")

    def rank(image: str, use: str) -> str:
        return hashlib.sha256(f"{study}|{seed}|{reader}|{image}|{use}".encode()).hexdigest()

    firsts = sorted(images, key=lambda image: rank(image, "first"))
    half, gap = len(firsts) // 2, len(firsts) // 8
    again = sorted(firsts[: half - gap], key=lambda image: rank(image, "again"))[:repeats]
    late = [*(Trial(image, 1) for image in firsts[half:]), *(Trial(image, 2) for image in again)]
    late.sort(key=lambda trial: rank(trial.image, f"late {trial.presentation}"))
    return (*(Trial(image, 1) for image in firsts[:half]), *late)
