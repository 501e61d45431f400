"""Makes the models that the device holds: networks, losses, one loop, export. Needs torch."""
