"""Risk controls of fetal ultrasound synthesis, one function each."""
