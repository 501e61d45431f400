"""Eye phantoms: gaze waveforms and rendered eyes with known truth.

The held-out renderer is not reachable from here; only a test or protocol imports it, by its own name.
"""
