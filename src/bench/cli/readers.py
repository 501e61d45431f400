"""`readers`: a blinded study of real and synthetic pictures."""

import argparse
from pathlib import Path

from bench.cli.screen import Screen
from bench.cli.verb import Verb

_TEACH = """A blinded reader study: real or synthetic, how sure, how good.

  size      how many pictures and readers an interval of a wanted width takes
  page      one offline HTML page for readers, from a folder of real and one of synthetic
            PNG files; key.json beside it says which is which and stays with you
  analyse   the readers' files against the key: report as HTML, Markdown and JSON

  python -m bench readers page --real REAL --synthetic SYNTHETIC --out STUDY
  python -m bench readers analyse STUDY READER.json READER.json --out REPORT

Choose size, margin and readers before anybody reads. 0 done · 2 refused, with the reason"""


def options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    acts = parser.add_subparsers(required=True, metavar="ACT")
    for name, words, add, act in (
        ("page", "make the page and the key", _page_options, _page),
        ("analyse", "judge the readers' files", _analyse_options, _analyse),
        ("size", "plan pictures and readers", _size_options, _size),
    ):
        own = acts.add_parser(name, help=words, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
        add(own)
        own.set_defaults(act=act)


def run(given: argparse.Namespace, root: Path, screen: Screen) -> int:  # noqa: ARG001 # every verb is given the checkout
    """Do one act: 0, or 2 where it is refused."""
    from bench.readers import ReaderStudyError  # its libraries take a second that other verbs spare

    try:
        given.act(given, screen)
    except (ReaderStudyError, ValueError, OSError) as error:
        screen.word("refused", str(error))
        return 2
    return 0


def _page_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--real", type=Path, required=True, help="folder of PNG files")
    parser.add_argument("--synthetic", type=Path, required=True, help="folder of PNG files")
    parser.add_argument("--out", type=Path, required=True, help="folder for page, study and key")
    parser.add_argument("--title", default="Real or synthetic?", help="what readers see")
    parser.add_argument("--seed", type=int, default=1, help="of the readers' orders")
    parser.add_argument("--repeat-share", type=float, default=0.1, help="of pictures shown twice; 0 to 0.25")
    parser.add_argument("--examples", type=int, default=0, help="of each kind, shown first with the answer")
    parser.add_argument("--margin", type=float, default=0.1, help="AUC within 0.5 ± this matters to nobody")
    parser.add_argument("--display-px", type=int, default=512, help="shorter side of a picture on the screen")
    parser.add_argument("--smoothing", action="store_true", help="let the browser interpolate between pixels")
    parser.add_argument("--instructions", type=Path, help="text file; paragraphs apart by empty lines")


def _page(given: argparse.Namespace, screen: Screen) -> None:
    from bench.readers import Settings, make_study, write_study

    text = given.instructions.read_text(encoding="utf-8") if given.instructions else ""
    settings = Settings(
        title=given.title,
        seed=given.seed,
        repeat_share=given.repeat_share,
        examples=given.examples,
        display_px=given.display_px,
        smoothing=given.smoothing,
        margin=given.margin,
        instructions=tuple(" ".join(part.split()) for part in text.split("\n\n") if part.strip()),
    )
    files = make_study(given.real, given.synthetic, settings)
    page, study, key = write_study(files, given.out)
    screen.say(
        f"study {files.study.id[:16]}: {len(files.study.images)} pictures, {files.study.repeats} shown twice"
    )
    screen.say(f"give to readers: {page}")
    screen.say(
        f"keep: {study} and {key}; who has the key knows the truth, and without it nothing can be analysed"
    )


def _analyse_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("study", type=Path, help="the folder that `page` wrote, with study.json and key.json")
    parser.add_argument("readings", type=Path, nargs="+", help="the readers' files")
    parser.add_argument("--out", type=Path, required=True, help="folder for the report")


def _analyse(given: argparse.Namespace, screen: Screen) -> None:
    from bench.readers import analyse, conclusion, limits, read_readings, read_study, write_report

    study, key = read_study(given.study)
    result = analyse(study, key, read_readings(given.readings, study))
    paths = write_report(result, given.out)
    screen.say(conclusion(result), "bold")
    for line in limits(result):
        screen.say(f"  {line}", "dim")
    screen.say(f"report: {paths[-1]}  (also .md, .json)")


def _size_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--half-width", type=float, required=True, help="half of the 95 %% interval of the AUC"
    )
    parser.add_argument("--auc", type=float, default=0.5, help="that is expected")
    parser.add_argument("--readers", type=int, nargs="+", default=[2, 3, 4, 5, 6, 8, 10, 15], help="how many")
    parser.add_argument("--reader-sd", type=float, default=0.05, help="scatter of the readers' own AUCs")
    parser.add_argument(
        "--correlation", type=float, default=0.4, help="share of error that readers have in common"
    )


def _size(given: argparse.Namespace, screen: Screen) -> None:
    from bench.readers import Plan, pictures_needed

    plan = Plan(given.auc, given.half_width, given.reader_sd, given.correlation)
    screen.say(f"95 % interval of the mean AUC within ±{plan.half_width:g}, an AUC of {plan.auc:g} expected:")
    for readers in given.readers:
        needed = pictures_needed(plan, readers)
        words = (
            f"{needed} real and {needed} synthetic" if needed else "no number of pictures: readers scatter"
        )
        screen.say(f"  {readers:>3} readers: {words}")


VERB = Verb("readers", "run a blinded reader study", _TEACH, options, run)
