"""Makes ``fetal_speckle.json``: speckle of a physics simulator, the measure of the phantom's fast one.

Not part of any environment of this project: PyMUST is under the LGPL, so it is installed by hand where the
set is made anew, and only what it measured is kept here (decision 0022):

    python -m venv oracle && oracle/bin/pip install pymust==0.1.9
    oracle/bin/python verification/oracles/fetal_speckle.py

A linear probe (L11-5v of the library) sends a plane wave; equal point scatterers lie at random
in a region at one depth; the received signals are demodulated, and beamformed by delay and sum
(SIMUS: Garcia 2022, Computer Methods and Programs in Biomedicine 218:106726). A lone point gives the point
spread function h, and with it the resolution cell (∫|h|²)² / ∫|h|⁴.
"""

from __future__ import annotations

import hashlib
import json
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pymust

OUT = Path(__file__).with_suffix(".json")
UNITS = (1.0, 0.1, 0.02)  # densities in the phantom's unit: 2 pi / 0.35 scatterers a resolution cell
REGIONS = 6  # of each density
ANGLES = np.deg2rad([0.0])
HALF_WIDTH_M, NEAR_M, FAR_M = 3e-3, 23e-3, 28e-3
MARGIN_M = 1e-3  # scatterers lie this far beyond what is measured
STEP_M = 5e-5


def main() -> None:
    """Simulate, measure and write."""
    probe = pymust.getparam("L11-5v")
    probe.fs = 4 * probe.fc
    x, z = np.meshgrid(np.arange(-HALF_WIDTH_M, HALF_WIDTH_M, STEP_M), np.arange(NEAR_M, FAR_M, STEP_M))
    middle = (NEAR_M + FAR_M) / 2
    point = np.abs(_imaged(np.array([0.0]), np.array([middle]), x, z, probe))
    cell_m2 = float((point**2).sum() ** 2 / (point**4).sum() * STEP_M**2)
    print(f"resolution cell {cell_m2 * 1e6:.4f} mm²", file=sys.stderr)
    sets = {}
    for unit in UNITS:
        density = 2 * np.pi / 0.35 * unit
        sets[str(unit)] = [_region(density, number, cell_m2, x, z, probe) for number in range(REGIONS)]
        print(f"density {unit}: {REGIONS} regions", file=sys.stderr)
    made = {
        "simulator": f"pymust {version('pymust')}",
        "recipe_sha256": hashlib.sha256(Path(__file__).read_bytes()).hexdigest(),
        "resolution_cell_mm2": cell_m2 * 1e6,
        "regions_by_density": sets,
    }
    OUT.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


def _region(density, number, cell_m2, x, z, probe):
    """Return SNR, log std and Nakagami m of one random region."""
    rng = np.random.default_rng([21, number, round(density * 100)])
    width, height = 2 * (HALF_WIDTH_M + MARGIN_M), FAR_M - NEAR_M + 2 * MARGIN_M
    count = rng.poisson(density * width * height / cell_m2)
    xs = rng.uniform(-width / 2, width / 2, count)
    zs = rng.uniform(NEAR_M - MARGIN_M, FAR_M + MARGIN_M, count)
    envelope = np.abs(_imaged(xs, zs, x, z, probe))
    intensity = envelope**2
    return {
        "snr": float(envelope.mean() / envelope.std()),
        "log_std_db": float((20 * np.log10(np.maximum(envelope, 1e-6 * envelope.max()))).std()),
        "nakagami_m": float(intensity.mean() ** 2 / intensity.var()),
    }


def _imaged(xs, zs, x, z, probe):
    """Return the compounded complex image of equal scatterers."""
    whole = np.zeros(x.shape, dtype=complex)
    for angle in ANGLES:
        delays = pymust.txdelay(probe, angle)
        signals, _ = pymust.simus(xs, zs, np.ones(len(xs)), delays, probe)
        demodulated = pymust.rf2iq(signals, probe.fs, probe.fc)
        matrix = pymust.dasmtx(1j * np.array(demodulated.shape), x, z, delays, probe)
        whole += (matrix @ demodulated.flatten(order="F")).reshape(x.shape, order="F")
    return whole


if __name__ == "__main__":
    main()
