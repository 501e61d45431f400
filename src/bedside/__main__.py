"""``python -m bedside``: hands over to the command line."""

from __future__ import annotations

import sys

from bedside.app.command_line import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
