"""The documentation's settings. Built with ``-W -n``: a warning is an error, a dead reference a warning."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "docs" / "_ext")]

from bedside import __version__  # noqa: E402 # the path is set above

project = "Bedside"
author = "the Bedside team"
copyright = "2026, the Bedside team; Apache-2.0"
release = version = __version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "claims",
    "development",
    "docstrings",
    "document_builder",
    "conformity",
]
extensions += ["threat_tables", "risk_tables", "class_tables", "ai_tables"]
root_doc = "index"
nitpicky = True
# No inventory of another project is fetched, since the documentation builds without a network; so the names
# of other projects and of the standard library cannot be resolved.
OTHERS = ("np", "numpy", "NDArray", "npt", "av", "onnxruntime", "pytest", "rich", "typst", "xml", "yaml")
STANDARD = ("collections", "pathlib", "datetime", "types", "typing", "enum", "fractions", "abc", "threading")
BARE = (
    *(
        "Path",
        "Callable",
        "Iterable",
        "Iterator",
        "Mapping",
        "Sequence",
        "Any",
        "Self",
        "Literal",
        "Fraction",
        "ArrayLike",
    ),
    *("date", "ndarray", "float64", "float32", "uint8", "uint16", "int8", "int64", "intp", "bool_"),
)
# Type variables and aliases are no objects that autodoc can show; their meaning stands where they are used.
ALIASES = (
    *(r".*\.Item", r".*\.Input", "Work", "Provider", "Precision", "Place", "Opener", "Judge", "Loss"),
    "Shown",
)
# Named in a public signature, made by its reader alone, and no part of the face.
INNER = (
    *(r"bench\.gates\.policy\.Level", r"bench\.dossier\.plot_plan\.PlotPlan"),
    *("Alarms", "ModelState", "OfVideo", "RawFile", "WorkflowMemory"),
)
nitpick_ignore_regex = [
    ("py:.*", rf"({'|'.join(OTHERS + STANDARD)})(\..*)?"),
    ("py:.*", "|".join(BARE)),
    ("py:(class|obj)", "|".join(ALIASES + INNER)),
]

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True}
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False  # our Returns sections say shapes and units, which are no class names
python_display_short_literal_types = True
python_use_unqualified_type_names = True

html_theme = "furo"
html_title = f"Bedside {release}"
html_static_path = ["_static"]
html_css_files = ["bedside.css"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": True}
html_last_updated_fmt = None
