"""Pure arrays: from a frame to ellipses, from gaze to nystagmus."""
