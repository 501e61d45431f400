"""`python -m bench`: verify, gate, review, evidence, impact, trace, dossier, readers."""

import sys

from bench.cli import main

if __name__ == "__main__":
    sys.exit(main())
