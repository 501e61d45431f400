"""Pure arrays: from a frame to what is seen in it, and what is drawn of that."""
