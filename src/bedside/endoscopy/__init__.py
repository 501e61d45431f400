"""Endoscopy: a video of an operation in, what was seen of it and its phases out."""
