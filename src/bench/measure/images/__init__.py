"""Measures of sets of images, of speckle, and of those who read images."""

from bench.measure.images.agreement import cohen_kappa, fleiss_kappa
from bench.measure.images.detectability import auc, d_prime, placements, readings_needed, roc_points
from bench.measure.images.feature_sets import FeatureSet, as_unit, comparable
from bench.measure.images.floor import Floor, floor, ratio_to_floor
from bench.measure.images.frechet import frechet, frechet_distance
from bench.measure.images.kernel_distance import biased_mmd2, kernel_distance, kernel_ratio, mmd2
from bench.measure.images.manifold import Manifold, Neighbourhoods, manifold, neighbourhoods
from bench.measure.images.membership import membership, nearest_scores
from bench.measure.images.probe import orientation_features, probe_accuracy
from bench.measure.images.radiomics import radiomic_features, scaled_by
from bench.measure.images.speckle import RAYLEIGH_LOG_STD_DB, RAYLEIGH_SNR, Speckle, envelope_of, speckle

__all__ = [
    "RAYLEIGH_LOG_STD_DB",
    "RAYLEIGH_SNR",
    "FeatureSet",
    "Floor",
    "Manifold",
    "Neighbourhoods",
    "Speckle",
    "as_unit",
    "auc",
    "biased_mmd2",
    "cohen_kappa",
    "comparable",
    "d_prime",
    "envelope_of",
    "fleiss_kappa",
    "floor",
    "frechet",
    "frechet_distance",
    "kernel_distance",
    "kernel_ratio",
    "manifold",
    "membership",
    "mmd2",
    "nearest_scores",
    "neighbourhoods",
    "orientation_features",
    "placements",
    "probe_accuracy",
    "radiomic_features",
    "ratio_to_floor",
    "readings_needed",
    "roc_points",
    "scaled_by",
    "speckle",
]
