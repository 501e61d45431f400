"""Fetal ultrasound phantoms: anatomy from gestational age, speckle from scatterers, exact truth."""
