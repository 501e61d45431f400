"""The development documents' directive, ``.. development:: NAME [ARGUMENT]``, and their roles.

What each name puts in is made at build time from the claims, the reports, the requests, the newest record of
a test session, the sources and the locks. A name of a test or tool that is not there breaks the build.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import design_text
import record_text
import source_text
from claims import parsed
from docutils import nodes
from source_text import locked_version, test_exists
from sphinx.util.docutils import SphinxDirective, SphinxRole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx

TEXTS: dict[str, Callable[..., Iterator[str]]] = {
    **record_text.TEXTS,
    **source_text.TEXTS,
    **design_text.TEXTS,
}


class Development(SphinxDirective):
    """Put in what the data say, where the directive stands."""

    required_arguments = 1
    optional_arguments = 1
    option_spec: ClassVar = {}

    def run(self) -> list[nodes.Node]:
        """Parse the generated text where the directive stands; the page is read again in every build."""
        name, *rest = self.arguments
        if name not in TEXTS:
            raise self.error(f"development: {name} is none of {', '.join(sorted(TEXTS))}")
        self.env.note_reread()
        return parsed(self, list(TEXTS[name](*rest)), headings=True)


class TestName(SphinxRole):
    """``:test:`tests/unit/x.py::test_y``` names a test that exists; another is a warning, and so an error."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Show the name as code."""
        if not test_exists(self.text):
            message = f"no test is called {self.text}"
            return [nodes.literal(text=self.text)], [self.inliner.reporter.warning(message, line=self.lineno)]
        return [nodes.literal(text=self.text)], []


class Locked(SphinxRole):
    """``:locked:`pytest``` shows a library with the version that the locks pin."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Show name and version."""
        version = locked_version(self.text)
        if version is None:
            message = f"no lock holds {self.text}"
            return [nodes.Text(self.text)], [self.inliner.reporter.warning(message, line=self.lineno)]
        return [nodes.Text(f"{self.text} {version}")], []


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive and the roles."""
    app.add_directive("development", Development)
    app.add_role("test", TestName())
    app.add_role("locked", Locked())
    return {"parallel_read_safe": False, "parallel_write_safe": True}
