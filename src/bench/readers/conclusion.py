"""What a study's AUC lets one say, and what it does not."""

from bench.measure import Estimate
from bench.readers.analysis import StudyResult

NO_EVIDENCE = (
    "That no difference was found shows no equality: a wide interval is what few readers or few pictures "
    "give, whatever the pictures are."
)
WRONG_KIND = (
    "An AUC below 0.5 is no sign of good pictures: readers saw a difference, and took it for the wrong kind."
)
OTHER_USES = (
    "Pictures that readers cannot tell apart may still differ in what matters for a use; nothing here says "
    "that synthetic pictures are right in anatomy, or serve for training or diagnosis."
)
SCOPE = "It speaks of pictures like these, at this size on a screen, and of readers with this experience."
FEW_READERS = 5


def conclusion(result: StudyResult) -> str:
    """Return the one sentence that the interval for readers like these supports."""
    found, margin = result.pooled["auc"].readers_like_these, result.study.settings.margin
    if found.point == 1:
        return "Every reader held every real picture for more real than every synthetic one: they can tell."
    if found.lower is None or found.upper is None:
        return f"Nothing is concluded for other readers: {found.method}."
    return _of_interval(found.lower, found.upper, margin)


def limits(result: StudyResult) -> tuple[str, ...]:
    """Return what may not be concluded from this study, by what it was."""
    found = result.pooled["auc"].readers_like_these
    few, margin = len(result.readers) < FEW_READERS, result.study.settings.margin
    said: tuple[str, ...] = (
        NO_EVIDENCE,
        f"Equality needs the whole interval within the margin fixed before the readings, 0.5 ± {margin:g}.",
        WRONG_KIND,
        OTHER_USES,
        SCOPE,
    )
    if few:
        said = (
            *said,
            f"{len(result.readers)} readers say little about others; {FEW_READERS} or more are usual.",
        )
    if result.study.settings.examples:
        said = (
            *said,
            "Readers saw examples with the answer first: the figures are those of instructed readers.",
        )
    if found.lower is None:
        said = (*said, "Where nothing varies, spread gives no interval: see each reader's own bounds.")
    return said


def interval(found: Estimate, digits: int = 2) -> str:
    """Return an estimate in words: point and 95 % interval."""
    if found.point is None:
        return f"none ({found.method})"
    point = f"{found.point:.{digits}f}"
    if found.lower is None or found.upper is None:
        return f"{point} (no interval: {found.method})"
    return f"{point} ({found.lower:.{digits}f} to {found.upper:.{digits}f})"


def _of_interval(lower: float, upper: float, margin: float) -> str:
    inside = lower >= 0.5 - margin and upper <= 0.5 + margin
    span = f"The interval {lower:.2f} to {upper:.2f}"
    if not lower <= 0.5 <= upper:
        side = (
            "tell real from synthetic" if lower > 0.5 else "see a difference, but take it for the wrong kind"
        )
        extent = f"; by less than the margin of {margin:g}" if inside else ""
        return f"{span} lies off 0.5: readers like these {side}{extent}."
    if inside:
        return (
            f"{span} lies within 0.5 ± {margin:g}: no difference of that size or more for readers like these."
        )
    beyond = f"{span} holds 0.5 and reaches beyond 0.5 ± {margin:g}"
    return f"{beyond}: undecided. It shows neither a difference nor equality."
