"""The bench's command line."""

from bench.cli.command import main

__all__ = ["main"]
