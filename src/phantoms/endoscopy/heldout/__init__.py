"""The renderer that training never sees: other laws for every look, the same geometry for the truth."""

from phantoms.endoscopy.heldout.render import render
from phantoms.endoscopy.heldout.views import UNUSABLE, heldout_episode, heldout_view

__all__ = ["UNUSABLE", "heldout_episode", "heldout_view", "render"]
