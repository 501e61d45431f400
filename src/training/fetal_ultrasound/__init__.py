"""Training of the fetal ultrasound networks."""
