"""Endoscope phantoms: procedural views of a transnasal pituitary operation with exact truth.

The held-out renderer is not reachable from here; only a test or protocol imports it, by its own name.
"""
