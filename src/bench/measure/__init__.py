"""Measure: samples in, estimates with honest bounds out. Judges nothing."""

from bench.measure.bootstrap import MIN_SUBJECTS, bootstrap, pooled_mean
from bench.measure.clock import Clock, SystemClock, clock_faults
from bench.measure.estimate import Estimate
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
from bench.measure.landmarks import LandmarkAgreement, landmark_agreement
from bench.measure.latency import Latencies, closed_loop, open_loop
from bench.measure.mean import Equivalence, equivalent, mean
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
from bench.measure.statistic import estimate
from bench.measure.surface import SurfaceAgreement, surface_agreement
from bench.measure.telemetry import Gpu, GpuReading, GpuWatch, NvmlGpu
from bench.measure.video_scores import macro_f1, macro_jaccard, video_scores

__all__ = [
    "MIN_SUBJECTS",
    "RELAXED_10_S",
    "STRICT",
    "UNSAID",
    "ClassOverlap",
    "ClassScore",
    "Clock",
    "EdgeRule",
    "Equivalence",
    "Estimate",
    "Gpu",
    "GpuReading",
    "GpuWatch",
    "LabelCounts",
    "LabelledVideo",
    "LandmarkAgreement",
    "Latencies",
    "Memory",
    "NvmlGpu",
    "OverlapCounts",
    "Segment",
    "SurfaceAgreement",
    "SystemClock",
    "bootstrap",
    "class_overlaps",
    "clock_faults",
    "closed_loop",
    "edit_score",
    "equivalent",
    "estimate",
    "extra_segments",
    "label_counts",
    "landmark_agreement",
    "macro_f1",
    "macro_jaccard",
    "mean",
    "open_loop",
    "overlap_counts",
    "percentile",
    "pooled_mean",
    "proportion",
    "read_memory",
    "right_frames",
    "samples_needed",
    "segmental_f1",
    "segments",
    "shortest_segment",
    "surface_agreement",
    "swap_fault",
    "video_scores",
]
