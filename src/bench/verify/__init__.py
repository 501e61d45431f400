"""Verify: runs tests and protocols, and writes down what came of them."""
