"""The composition root: the one place that puts the items, the models and the providers together."""
