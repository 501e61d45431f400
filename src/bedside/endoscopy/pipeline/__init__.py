"""The whole flow: a recording or a live source in, a judged course of the operation and its files out."""

from bedside.endoscopy.pipeline.analysis import Analyst, FrameReport, SceneReader, ViewReader, WorkflowReader
from bedside.endoscopy.pipeline.flow import run, summary
from bedside.endoscopy.pipeline.live import Openers, run_live
from bedside.endoscopy.pipeline.live_report import LiveReport
from bedside.endoscopy.pipeline.model_trial import check_answers, trial_faults, trial_inputs
from bedside.endoscopy.pipeline.ports import Ports
from bedside.endoscopy.pipeline.recorder import HoldBack, Recorder
from bedside.endoscopy.pipeline.settings import LiveSettings
from bedside.endoscopy.pipeline.sinks import Controls, Displayed, LiveSinks

__all__ = [
    "Analyst", "Controls", "Displayed", "FrameReport", "HoldBack", "LiveReport", "LiveSettings",
    "LiveSinks", "Openers", "Ports", "Recorder", "SceneReader", "ViewReader", "WorkflowReader",
    "check_answers", "run", "run_live", "summary", "trial_faults", "trial_inputs",
]  # fmt: skip
