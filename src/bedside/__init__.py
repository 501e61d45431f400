"""Bedside, the device: clinical AI functions as IEC 62304-structured software."""

__version__ = "0.1.0"
