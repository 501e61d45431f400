"""The readers' ROC curves as SVG, the same bytes for the same readings."""

import io
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from bench.readers.analysis import StudyResult

_INK = "#1f2933"
_STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": _INK,
    "axes.linewidth": 0.6,
    "svg.fonttype": "path",
    "svg.hashsalt": "reader study",
}
_MOST_NAMED = 10


def roc_plot(result: StudyResult) -> bytes:
    """Return the plot: one line per reader, the diagonal of chance."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(4.2, 4.2))
        axes = figure.add_axes((0.13, 0.12, 0.84, 0.84))
        axes.plot([0, 1], [0, 1], color=_INK, linewidth=0.8, linestyle=(0, (3, 3)), label="chance")
        colours = mpl.colormaps["viridis"]
        for k, reader in enumerate(result.readers):
            name = f"{reader.reader}  AUC {reader.auc.point:.2f}" if k < _MOST_NAMED else None
            colour = colours(0.85 * k / max(len(result.readers) - 1, 1))
            axes.plot(
                *reader.roc, marker="o", markersize=3, linewidth=1.2, color=colour, label=name, clip_on=False
            )
        axes.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
        axes.set_xlabel("synthetic pictures held for at least so real (share)")
        axes.set_ylabel("real pictures held for at least so real (share)")
        axes.legend(loc="lower right", frameon=False)
        out = io.BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()
