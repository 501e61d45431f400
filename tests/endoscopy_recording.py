"""A live run that records, in a process of its own, to be killed or starved: python this.py FILM OUT [LIMIT].

Prints the processes of its models, then the time of each clean frame as it is handed on, then the report.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import sys
from pathlib import Path

import endoscopy_packages
from bedside.endoscopy.pipeline.live import Openers, run_live
from bedside.endoscopy.pipeline.recorder import Recorder
from bedside.endoscopy.pipeline.sinks import LiveSinks
from bedside.runtime.media import Frame, open_video
from bedside.runtime.stream import Pace
from endoscopy_theatre import judged


def main(film: str, out: str, limit: str = "") -> None:
    """Record a film live."""
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    openers = Openers(endoscopy_packages.open_scene, endoscopy_packages.open_workflow)
    with Recorder(Path(out), "2026-01-02T12:00:00+00:00") as recorder:
        report = run_live(
            open_video(film), openers, LiveSinks(_tell), pace=Pace.stamped(), recorder=recorder, judge=judged
        )
    told = {"delivered": report.delivered, "alarms": [alarm.text for alarm in report.alarms]}
    assert report.recording is not None
    print(json.dumps(told | {"written": report.recording.written}), flush=True)


def _tell(frame: Frame) -> None:
    if frame.index == 0:
        print(json.dumps([child.pid for child in multiprocessing.active_children()]), flush=True)
    print(f"{frame.t_s:.3f}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
