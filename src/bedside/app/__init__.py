"""The composition root: the one place that puts the items, the models and the providers together."""

from bedside.app.command_line import main

__all__ = ["main"]
