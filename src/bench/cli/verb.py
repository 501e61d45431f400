"""What the command line knows of one verb."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.cli.screen import Screen


@dataclass(frozen=True)
class Verb:
    """One act of the bench.

    Parameters
    ----------
    teach
        What its own --help begins with.
    options
        Adds its arguments to its parser.
    run
        Does it for a checkout and returns the exit code.
    """

    name: str
    summary: str
    teach: str
    options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Path, Screen], int]
