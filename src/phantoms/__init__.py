"""Seeded synthetic inputs with known truth, a package or file per item; numpy and scipy alone."""
