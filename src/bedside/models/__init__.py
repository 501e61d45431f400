"""The models that the items use: one folder each, with its manifest."""
