"""``bedside endoscopy``: an operation's course from an endoscope's picture, recorded or live."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bedside.app.verbs.options import DONE, EXIT_CODES, add_target, count, page, positive, target
from bedside.runtime.errors import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from bedside.endoscopy import Controls, Ports, Request
    from bedside.runtime.backend import Backend, Target
    from bedside.runtime.model import ModelPackage

ABOUT = """\
Describes a pituitary operation through the nose as the endoscope sees it: phases and steps with their times,
instruments in the picture, out-of-body and unusable views, and on request a film with outlines of instruments
and anatomy, landmarks and their confidence.
It is not for guidance: nothing is to be cut, spared or decided by what it draws or says. How right it is was
measured on drawn operations alone."""
EXAMPLES = """\
examples:
  bedside endoscopy operation.mp4 --out run                     a recording; every frame is worked on
  bedside endoscopy operation.mp4 --out run --overlay           and a film of what was seen, to look at
  bedside endoscopy /dev/video0 --live --record --seconds 7200 --out run
                                                                a camera, its clean picture recorded
  bedside endoscopy operation.mp4 --live --out run              a file as if it were a camera
  bedside endoscopy operation.mp4 --out run --key-frames 5      and DICOM segmentations of key frames
  bedside endoscopy pictures/ --image-rate 25 --out run         a folder of pictures
  bedside endoscopy operation.mp4 --out run --scene-model my-model/

outputs, in the folder given by --out:
  result.json       status, totals, counts, latency of each stage, digests; written last
  timeline.json     phases, steps, instrument use and views with their times; events
  operation.svg     the operation in one picture, with key frames
  inference.json    what computed it: both models' digests, versions, provider, timings
  overlay.mp4       with --overlay; views from outside the body are in blocks
  recording-*.mp4   with --record: the clean picture, without views from outside the body
  key-frame-*.dcm   with --key-frames: the picture, and what was outlined in it

in a live run:
  kill -USR1 PID    switches the overlay off, and on again (PID is printed at the start; not on Windows)
  Ctrl-C            ends the run in order: all outputs are written; a second one stops at once
  A source that is lost, or a model that fails, is an alarm and not an end: what was seen until then is kept.

"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    scope = commands.add_parser(
        "endoscopy",
        help="describe an operation seen through an endoscope",
        **page(ABOUT, EXAMPLES + EXIT_CODES),
    )
    scope.set_defaults(command=run)
    scope.add_argument("input", metavar="INPUT", type=Path, help="video, folder of pictures, DICOM or camera")
    scope.add_argument(
        "--out", metavar="DIR", type=Path, required=True, help="folder for the outputs, made if missing"
    )
    scope.add_argument("--overlay", action="store_true", help="also write the film with what was seen on it")
    scope.add_argument(
        "--live", action="store_true", help="by the source's own pace, each model in a process of its own"
    )
    scope.add_argument("--record", action="store_true", help="with --live: also record the clean picture")
    scope.add_argument(
        "--key-frames", metavar="N", type=count, default=0,
        help="also write DICOM segmentations of the key frames of the N longest phases (needs the extra "
        "bedside[segmentation])",
    )  # fmt: skip
    scope.add_argument("--image-rate", metavar="HZ", type=positive, help="of a folder of pictures")
    scope.add_argument(
        "--seconds", metavar="S", type=positive, default=60.0, help="how long a camera is read (60)"
    )
    own = scope.add_argument_group("models of your own (see bedside model-check)")
    for role in ("scene", "workflow"):
        own.add_argument(f"--{role}-model", metavar="DIR", type=Path, help=f"in place of the {role} model")
    add_target(scope)


def run(options: argparse.Namespace) -> int:
    """Analyse, write, and say what was found."""
    from bedside.app.progress import Progress
    from bedside.endoscopy import Request, summary
    from bedside.endoscopy import run as analysed

    if options.record and not options.live:
        raise InputError("--record", "--live with it", "a run that is not live")
    request = Request(
        options.input, options.out, options.overlay, options.live, options.record, options.key_frames,
        options.image_rate, options.seconds,
    )  # fmt: skip
    progress = Progress()
    ports = _ports(options, progress.tell)
    try:
        with _hands_on(ports.controls) if request.live else nullcontext():
            result = analysed(request, ports)
    finally:
        progress.end()
    for warning in result.warnings:
        print(f"Warning: {warning}", file=sys.stderr)
    print(summary(result))
    print(f"Written to {request.out}: {', '.join(_written(request))}")
    return DONE


def _written(request: Request) -> Iterator[str]:
    """Yield the names of the files that this run wrote."""
    for name in ("result.json", "timeline.json", "operation.svg", "inference.json", "overlay.mp4"):
        if (request.out / name).exists():
            yield name
    yield from sorted(path.name for path in request.out.glob("key-frame-*.dcm"))
    if request.record:
        yield from sorted(path.name for path in request.out.glob("recording-*.mp4"))[-1:]


def _ports(options: argparse.Namespace, tell: Callable[[int, int | None], None]) -> Ports:
    from bedside.app.wiring import now_utc
    from bedside.endoscopy import Ports

    where = target(options)
    openers = [_opener(role, getattr(options, f"{role}_model"), where) for role in ("scene", "workflow")]
    own = tuple(role for role in ("scene", "workflow") if getattr(options, f"{role}_model") is not None)
    return Ports(openers[0], openers[1], now_utc, tell, own_models=own)


def _opener(role: str, folder: Path | None, where: Target) -> Callable[[], tuple[ModelPackage, Backend]]:
    """Return what opens a model, here or in a process of its own."""
    if folder is None:
        from bedside.app.wiring import open_model

        return partial(open_model, "endoscopy", where, role)
    from bedside.app.own_model import open_own_model

    return partial(open_own_model, folder, where, role)


@contextmanager
def _hands_on(controls: Controls) -> Iterator[None]:
    """Let signals reach a live run: the first Ctrl-C ends it in order, SIGUSR1 switches the overlay."""

    def end(_number: int, _frame: object) -> None:
        controls.stop()
        signal.signal(signal.SIGINT, before[signal.SIGINT])

    def switch(_number: int, _frame: object) -> None:
        controls.switch_overlay()

    wanted = {signal.SIGINT: end}
    if hasattr(signal, "SIGUSR1"):
        wanted[signal.SIGUSR1] = switch
    before = {number: signal.signal(number, handler) for number, handler in wanted.items()}
    if len(wanted) > 1:  # told only once it is so: a signal that nobody awaits would end the process
        print(f"live: kill -USR1 {os.getpid()} switches the overlay, Ctrl-C ends the run", file=sys.stderr)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
