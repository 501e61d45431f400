"""Fetal ultrasound synthesis: a plane and an age in, synthetic images with their provenance out."""
