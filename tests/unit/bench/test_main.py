"""`python -m bench`."""

import bench.__main__ as entry
from bench.cli import main


def test_the_module_is_the_command_line():
    """Running the package runs the command line of bench.cli, and importing it runs nothing."""
    assert entry.main is main
