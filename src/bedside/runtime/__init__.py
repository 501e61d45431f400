"""The device's runtime: what every clinical item stands on, and nothing clinical."""
