"""Readers of public fetal ultrasound data sets."""
