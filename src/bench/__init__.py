"""The workshop: binds every claim about the device to evidence that a machine can check again."""
