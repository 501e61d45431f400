"""Measure: samples in, estimates with honest bounds out. Judges nothing."""

from bench.measure.agreement import cohen_kappa, fleiss_kappa
from bench.measure.bootstrap import MIN_SUBJECTS, bootstrap, pooled_mean
from bench.measure.clock import Clock, SystemClock, clock_faults
from bench.measure.detectability import auc, d_prime, placements, readings_needed, roc_points
from bench.measure.estimate import Estimate
from bench.measure.feature_sets import FeatureSet, as_unit, comparable
from bench.measure.floor import Floor, floor, ratio_to_floor
from bench.measure.frame_labels import (
    RELAXED_10_S,
    STRICT,
    ClassScore,
    EdgeRule,
    LabelCounts,
    LabelledVideo,
    label_counts,
    right_frames,
)
from bench.measure.frechet import frechet, frechet_distance
from bench.measure.kernel_distance import biased_mmd2, kernel_distance, kernel_ratio, mmd2
from bench.measure.landmarks import LandmarkAgreement, landmark_agreement
from bench.measure.latency import Latencies, closed_loop, open_loop
from bench.measure.manifold import Manifold, Neighbourhoods, manifold, neighbourhoods
from bench.measure.mean import Equivalence, equivalent, mean
from bench.measure.membership import membership, nearest_scores
from bench.measure.memory import Memory, read_memory, swap_fault
from bench.measure.overlap import ClassOverlap, OverlapCounts, class_overlaps, overlap_counts
from bench.measure.percentile import percentile, samples_needed
from bench.measure.proportion import proportion
from bench.measure.segments import (
    UNSAID,
    Segment,
    edit_score,
    extra_segments,
    segmental_f1,
    segments,
    shortest_segment,
)
from bench.measure.speckle import RAYLEIGH_LOG_STD_DB, RAYLEIGH_SNR, Speckle, envelope_of, speckle
from bench.measure.statistic import estimate
from bench.measure.surface import SurfaceAgreement, surface_agreement
from bench.measure.telemetry import Gpu, GpuReading, GpuWatch, NvmlGpu
from bench.measure.video_scores import macro_f1, macro_jaccard, video_scores

__all__ = [
    "MIN_SUBJECTS",
    "RAYLEIGH_LOG_STD_DB",
    "RAYLEIGH_SNR",
    "RELAXED_10_S",
    "STRICT",
    "UNSAID",
    "ClassOverlap",
    "ClassScore",
    "Clock",
    "EdgeRule",
    "Equivalence",
    "Estimate",
    "FeatureSet",
    "Floor",
    "Gpu",
    "GpuReading",
    "GpuWatch",
    "LabelCounts",
    "LabelledVideo",
    "LandmarkAgreement",
    "Latencies",
    "Manifold",
    "Memory",
    "Neighbourhoods",
    "NvmlGpu",
    "OverlapCounts",
    "Segment",
    "Speckle",
    "SurfaceAgreement",
    "SystemClock",
    "as_unit",
    "auc",
    "biased_mmd2",
    "bootstrap",
    "class_overlaps",
    "clock_faults",
    "closed_loop",
    "cohen_kappa",
    "comparable",
    "d_prime",
    "edit_score",
    "envelope_of",
    "equivalent",
    "estimate",
    "extra_segments",
    "fleiss_kappa",
    "floor",
    "frechet",
    "frechet_distance",
    "kernel_distance",
    "kernel_ratio",
    "label_counts",
    "landmark_agreement",
    "macro_f1",
    "macro_jaccard",
    "manifold",
    "mean",
    "membership",
    "mmd2",
    "nearest_scores",
    "neighbourhoods",
    "open_loop",
    "overlap_counts",
    "percentile",
    "placements",
    "pooled_mean",
    "proportion",
    "ratio_to_floor",
    "read_memory",
    "readings_needed",
    "right_frames",
    "roc_points",
    "samples_needed",
    "segmental_f1",
    "segments",
    "shortest_segment",
    "speckle",
    "surface_agreement",
    "swap_fault",
    "video_scores",
]
