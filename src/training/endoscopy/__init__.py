"""The endoscopy models: rendered views and operations, two networks, their losses and their jobs."""
