"""From a condition to an image: pure arrays."""
