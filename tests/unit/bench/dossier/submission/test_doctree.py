"""A page's tree as it is read."""

import json

from bench.dossier.submission.doctree import read_tree

TOLD = {
    "tag": "section", "ids": ["limits"], "classes": [], "attributes": {},
    "children": [
        {"tag": "title", "ids": [], "classes": [], "attributes": {}, "children": ["Limits"]},
        {"tag": "paragraph", "ids": [], "classes": ["teaching"], "attributes": {"start": 2},
         "children": ["a ", "b"]},
    ],
}  # fmt: skip


def test_a_tree_is_read_as_it_was_written():
    """Tags, anchors, classes, attributes and words, in their order."""
    tree = read_tree(json.dumps(TOLD))
    assert (tree.tag, tree.ids, tree.text) == ("section", ("limits",), "Limitsa b")
    (title,) = tree.of("title")
    assert title.text == "Limits"
    assert [found.tag for found in tree.walk()] == ["section", "title", "paragraph"]
    assert (tree.elements[1].classes, tree.elements[1].attributes) == (("teaching",), {"start": 2})
