"""What people must be told stands on a page that says so."""

from collections.abc import Iterator

from bench.claims import Item
from bench.gates.audit.prose import blocks
from bench.gates.audit.rule import broken
from bench.gates.checkout import Checkout
from bench.gates.finding import Finding

TOLD = ("docs/items/", "docs/file/")
_WORKSHOP = ("bench", "training")  # they are no part of what is labelled


def judge(checkout: Checkout) -> Iterator[Finding]:
    """Find information for safety, and duties of labelling, that no page for people refers to."""
    pages = {page: data for page, data in checkout.pages.items() if page.startswith(TOLD)}
    told = {name for block in blocks(pages) for name in block.spelt}
    for item in (item for item in checkout.graph if item.active and _must_be_told(item)):
        if item.uid not in told:
            yield broken(
                "labelling-untraced",
                item.uid,
                TOLD[0],
                f"{item.uid} ({item.header}) is what people must be told, and no page below "
                f"{' or '.join(TOLD)} refers to it",
                f"say it on the page of its item, with :ref:`{item.uid} <{item.uid.lower()}>`",
            )


def _must_be_told(item: Item) -> bool:
    """Say whether it is information for safety, or a statement that regulations ask of the device."""
    if item.prefix == "RC":
        return item.get("control_kind") == "information"
    return item.prefix == "SRS" and item.get("area") == "regulatory" and item.get("item") not in _WORKSHOP
