"""The eye segmentation network: rendered frames, network, loss, loop and export."""
