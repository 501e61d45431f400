"""Measure: samples in, estimates with honest bounds out. Judges nothing."""

from bench.measure.bootstrap import MIN_SUBJECTS, bootstrap, pooled_mean
from bench.measure.clock import Clock, SystemClock, clock_faults
from bench.measure.estimate import Estimate
from bench.measure.latency import Latencies, closed_loop, open_loop
from bench.measure.mean import Equivalence, equivalent, mean
from bench.measure.memory import Memory, read_memory, swap_fault
from bench.measure.percentile import percentile, samples_needed
from bench.measure.proportion import proportion
from bench.measure.statistic import estimate
from bench.measure.telemetry import Gpu, GpuReading, GpuWatch, NvmlGpu

__all__ = [
    "MIN_SUBJECTS",
    "Clock",
    "Equivalence",
    "Estimate",
    "Gpu",
    "GpuReading",
    "GpuWatch",
    "Latencies",
    "Memory",
    "NvmlGpu",
    "SystemClock",
    "bootstrap",
    "clock_faults",
    "closed_loop",
    "equivalent",
    "estimate",
    "mean",
    "open_loop",
    "percentile",
    "pooled_mean",
    "proportion",
    "read_memory",
    "samples_needed",
    "swap_fault",
]
