"""Numbers as a reader wants them: as many digits as they deserve, and never a bare None."""

NOTHING = "–"  # noqa: RUF001 -- an en dash, as tables have it


def number(value: float | None, digits: int = 3) -> str:
    """Write a number with so many significant digits."""
    if value is None:
        return NOTHING
    if value == int(value) and abs(value) < 10**9:
        return f"{int(value):,}"
    text = f"{value:.{digits}g}"
    return f"{float(text):g}" if "e" in text and 1e-4 <= abs(value) < 1e9 else text


def interval(bounds: tuple[float | None, float | None] | None) -> str:
    """Write an interval; a side that the samples cannot bound stays open."""
    if bounds is None or bounds == (None, None):
        return NOTHING
    lower, upper = bounds
    return f"[{'open' if lower is None else number(lower)}, {'open' if upper is None else number(upper)}]"


def with_unit(text: str, unit: str) -> str:
    """Put the unit behind a value; a dimensionless one has none."""
    return text if text == NOTHING or unit in ("", "1") else f"{text} {unit}"


def short(digest: str) -> str:
    """Write the head of a digest, enough to find the record by."""
    return digest[:16] if digest else NOTHING


def duration(seconds: float) -> str:
    """Write a duration in the unit that suits it."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 120 else f"{seconds / 60:.1f} min"
