"""Fetal ultrasound phantoms: anatomy from gestational age, speckle from scatterers, exact truth."""

from phantoms.fetal_ultrasound.population import drawn_case
from phantoms.fetal_ultrasound.render import patient_phantom, render
from phantoms.fetal_ultrasound.scanner import STYLES, field_of_view
from phantoms.fetal_ultrasound.truth import LABELS, PLANES, Case, Frame, Phantom

__all__ = [
    "LABELS",
    "PLANES",
    "STYLES",
    "Case",
    "Frame",
    "Phantom",
    "drawn_case",
    "field_of_view",
    "patient_phantom",
    "render",
]
