"""Fetal ultrasound synthesis: conditions and a seed in, synthetic images that say so out."""

from bedside.fetal_ultrasound.interface import (
    HEAD_PLANES,
    LEAST_GA_WEEKS,
    MOST_GA_WEEKS,
    MOST_IMAGES,
    PLANES,
    SIZES,
    STYLES,
    Condition,
    Request,
    Result,
    StructureFrame,
    SyntheticImage,
)
from bedside.fetal_ultrasound.pipeline import (
    Models,
    Ports,
    Synthesiser,
    run,
    statements,
    summary,
    synthesised,
)
from bedside.fetal_ultrasound.processing.calipers import HeadMeasure, head_measured
from bedside.fetal_ultrasound.processing.conditions import drawn_condition
from bedside.fetal_ultrasound.processing.enlargement import enlarged
from bedside.fetal_ultrasound.processing.growth import measure_mm
from bedside.fetal_ultrasound.processing.histogram import matched
from bedside.fetal_ultrasound.processing.layout import (
    LAYOUT_CHANNELS,
    condition_vector,
    field_of_view,
    layout,
)
from bedside.fetal_ultrasound.processing.mark import marked, read_mark
from bedside.fetal_ultrasound.processing.model_layout import check_layout
from bedside.fetal_ultrasound.processing.planes import plane_features, plane_read
from bedside.fetal_ultrasound.processing.sampler import image_seed, noise_of, sampled

__all__ = [
    "HEAD_PLANES", "LAYOUT_CHANNELS", "LEAST_GA_WEEKS", "MOST_GA_WEEKS", "MOST_IMAGES", "PLANES", "SIZES",
    "STYLES", "Condition", "HeadMeasure", "Models", "Ports", "Request", "Result", "StructureFrame",
    "Synthesiser", "SyntheticImage", "check_layout", "condition_vector", "drawn_condition", "enlarged",
    "field_of_view", "head_measured", "image_seed", "layout", "marked", "matched", "measure_mm",
    "noise_of", "plane_features", "plane_read", "read_mark", "run", "sampled", "statements", "summary",
    "synthesised",
]  # fmt: skip
