"""The whole flow: conditions and a seed in, judged synthetic images and their files out."""

from bedside.fetal_ultrasound.pipeline.flow import run, statements, summary
from bedside.fetal_ultrasound.pipeline.models import Models
from bedside.fetal_ultrasound.pipeline.ports import Ports
from bedside.fetal_ultrasound.pipeline.synthesis import Synthesiser, grey, synthesised

__all__ = ["Models", "Ports", "Synthesiser", "grey", "run", "statements", "summary", "synthesised"]
