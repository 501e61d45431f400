"""The planes of the public sets by the names that they have there, and which of them the device makes."""

from __future__ import annotations

SIX_PLANES = (
    "Other",
    "Maternal cervix",
    "Fetal abdomen",
    "Fetal brain",
    "Fetal femur",
    "Fetal thorax",
)  # six labels, each with a place of its own: a public reader gives cervix and thorax the same number
BRAIN_PLANES = ("Trans-thalamic", "Trans-cerebellum", "Trans-ventricular", "Other")
NOT_A_BRAIN = "Not A Brain"

DEVICE_PLANES = {
    "Trans-thalamic": "transthalamic",
    "Trans-ventricular": "transventricular",
    "Trans-cerebellum": "transcerebellar",
    "Fetal abdomen": "abdomen",
    "Fetal femur": "femur",
}


def device_plane(plane: str, brain_plane: str) -> str:
    """Return the device's plane of the same meaning; empty where it has none.

    A brain without a stated plane has none: which one it is, is not guessed.
    """
    return DEVICE_PLANES.get(brain_plane if plane == "Fetal brain" else plane, "")
