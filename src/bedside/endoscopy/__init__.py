"""Endoscopy: an endoscope's picture in, live or recorded; what is seen and the operation's course out."""

from bedside.endoscopy.interface import (
    LABELS,
    LANDMARKS,
    PHASE_OF_STEP,
    PHASES,
    STEPS,
    Event,
    Interval,
    Landmark,
    Request,
    Result,
    SceneObservation,
    Status,
    View,
    WorkflowObservation,
)
from bedside.endoscopy.pipeline import (
    Analyst,
    Controls,
    Displayed,
    FrameReport,
    HoldBack,
    LiveReport,
    LiveSettings,
    LiveSinks,
    Openers,
    Ports,
    Recorder,
    SceneReader,
    ViewReader,
    WorkflowReader,
    check_answers,
    run,
    run_live,
    summary,
    trial_faults,
    trial_inputs,
)
from bedside.endoscopy.processing.content_area import content_area
from bedside.endoscopy.processing.masks import frame_labels
from bedside.endoscopy.processing.model_layout import LAYOUTS, answer_faults, check_layout, layout_faults
from bedside.endoscopy.processing.pixelation import pixelated
from bedside.endoscopy.processing.preprocessing import (
    Letterbox,
    PlaneMaker,
    scene_input,
    workflow_picture,
)
from bedside.endoscopy.processing.veil import Veil

__all__ = [
    "LABELS", "LANDMARKS", "LAYOUTS", "PHASES", "PHASE_OF_STEP", "STEPS", "Analyst", "Controls",
    "Displayed", "Event", "FrameReport", "HoldBack", "Interval", "Landmark", "Letterbox", "LiveReport",
    "LiveSettings", "LiveSinks", "Openers", "PlaneMaker", "Ports", "Recorder", "Request", "Result",
    "SceneObservation", "SceneReader", "Status", "Veil", "View", "ViewReader", "WorkflowObservation",
    "WorkflowReader", "answer_faults", "check_answers", "check_layout", "content_area", "frame_labels",
    "layout_faults", "pixelated", "run", "run_live", "scene_input", "summary", "trial_faults",
    "trial_inputs", "workflow_picture",
]  # fmt: skip
