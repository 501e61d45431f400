"""A builder that writes each page's resolved tree as plain JSON, for ``bench.dossier`` to typeset.

It decides nothing: what is left out, what a link points to and how a table looks is decided where it is read.
"""

from __future__ import annotations

import gc
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.builders import Builder

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

SKIPPED = ("backrefs", "dupnames", "names", "source", "candidates", "xml:space")


class DocumentBuilder(Builder):
    """``-b documents`` writes ``PAGE.json`` for each page given, and the images that they show."""

    name = "documents"
    format = "json"
    epilog = "The trees are in %(outdir)s."
    supported_image_types: ClassVar = ["image/svg+xml", "image/png"]

    def get_outdated_docs(self) -> Set[str]:
        """Return every page: nothing written before is trusted."""
        return self.env.found_docs

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002 -- the interface's
        """Return a link that names the page, whatever file it ends up in."""
        return f"page:{docname}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:  # noqa: ARG002 -- likewise
        """Return the same: the trees know no folders."""
        return self.get_target_uri(to, typ)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write one page's tree."""
        self.post_process_images(doctree)
        for image in doctree.findall(nodes.image):
            image["uri"] = self.images.get(image["uri"], image["uri"])
        path = Path(self.outdir) / f"{docname}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(plain(doctree), ensure_ascii=False), encoding="utf-8")

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Need nothing."""

    def finish(self) -> None:
        """Copy the images beside the trees."""
        folder = Path(self.outdir) / "images"
        folder.mkdir(parents=True, exist_ok=True)
        for source, name in self.images.items():
            shutil.copyfile(Path(self.srcdir) / source, folder / name)


def plain(node: nodes.Node) -> str | dict[str, Any]:
    """Return a node and all below it as plain values."""
    if isinstance(node, nodes.Text):
        return node.astext()  # without the marks that docutils leaves where something was escaped
    attributes = {
        name: value
        for name, value in node.attributes.items()
        if name not in (*SKIPPED, "ids", "classes") and isinstance(value, (str, int, float))
    }
    return {
        "tag": node.tagname,
        "ids": list(node["ids"]),
        "classes": list(node["classes"]),
        "attributes": attributes,
        "children": [plain(child) for child in node.children],
    }


def mark_missing(
    app: Sphinx, _env: BuildEnvironment, node: nodes.Element, content: nodes.Node
) -> nodes.Node | None:
    """Mark a reference that leads nowhere, so that the reader of the tree can refuse it.

    The pages about the code are not read for a dossier; a reference to them is no fault.
    """
    if app.builder.name != DocumentBuilder.name:
        return None
    target = str(node.get("reftarget", ""))
    outside = node.get("refdomain") == "py" or target.strip("./").startswith("api/")
    marked = nodes.inline("", "", content, classes=["outside" if outside else "broken"])
    marked["target"] = target
    return marked


def spare_time(app: Sphinx) -> None:
    """Collect no garbage for a dossier: the trees live to the end, and looking took a quarter of the time."""
    if app.builder.name == DocumentBuilder.name:
        gc.disable()


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the builder."""
    app.add_builder(DocumentBuilder)
    app.connect("builder-inited", spare_time)
    app.connect("missing-reference", mark_missing, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
