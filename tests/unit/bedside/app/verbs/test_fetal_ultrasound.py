"""``bedside fetal-ultrasound``: what is asked reaches the item; what cannot be made is one clear line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import bedside.fetal_ultrasound as item
from bedside.app.command_line import main
from bedside.app.verbs import fetal_ultrasound
from bedside.app.verbs.fetal_ultrasound import weeks
from bedside.fetal_ultrasound import PLANES, STYLES, Request, Result

if TYPE_CHECKING:
    from bedside.fetal_ultrasound import Ports

pytestmark = pytest.mark.verifies("SRS-164", purpose="implementation")
ASKED = ["fetal-ultrasound", "--plane", "transthalamic", "--ga-weeks", "24", "--out", "out"]
FILES = ("image-0001.png", "image-0001.dcm", "contact-sheet.png", "inference.json", "result.json")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[Request, Ports]]:
    """Stand in for the item, and remember what it was asked."""
    calls: list[tuple[Request, Ports]] = []
    monkeypatch.chdir(tmp_path)

    def run(request: Request, ports: Ports) -> Result:
        calls.append((request, ports))
        return Result(1, 2, FILES, ("2 images withheld, not replaced: read as femur (number 2, 3)",))

    monkeypatch.setattr(item, "run", run)
    return calls


def test_every_option_reaches_the_request(asked: list[tuple[Request, Ports]]) -> None:
    """And without options the defaults are the item's own."""
    assert main(ASKED) == 0
    assert asked[-1][0] == Request(Path("out"), "transthalamic", 24.0)
    options = [
        "--count",
        "16",
        "--seed",
        "5",
        "--style",
        "linear",
        "--head-circumference-mm",
        "220",
        "--size",
        "256",
        "--no-dicom",
    ]
    assert main([*ASKED, *options]) == 0
    wanted = Request(Path("out"), "transthalamic", 24.0, 16, 5, "linear", 220.0, 256, dicom=False)
    assert asked[-1][0] == wanted


def test_the_screen_says_what_was_made_withheld_and_what_it_is(
    asked: list[tuple[Request, Ports]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Warnings apart; counts; the statements; which files there are."""
    assert main([*ASKED, "--count", "3"]) == 0
    said = capsys.readouterr()
    assert said.err == "Warning: 2 images withheld, not replaced: read as femur (number 2, 3)\n"
    assert "1 written, 2 withheld of 3" in said.out
    for words in item.statements().values():
        assert words in said.out
    assert said.out.splitlines()[-1] == f"Written to out: {', '.join(FILES)}"
    assert len(asked) == 1


def test_of_many_images_the_first_and_the_last_are_named() -> None:
    """A thousand names would hide the others."""
    names = tuple(f"image-{number:04}.png" for number in range(1, 1001))
    listed = fetal_ultrasound._listed((*names, "result.json"))
    assert listed == "image-0001.png, ..., image-1000.png, result.json"


@pytest.mark.verifies("SRS-137", purpose="negative")
@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--plane", "sagittal", PLANES),
        ("--style", "phased", STYLES),
        ("--ga-weeks", "12", ("16 to 38", "12")),
        ("--ga-weeks", "38+1", ("16 to 38",)),
        ("--ga-weeks", "-24", ("16 to 38",)),
        ("--size", "512", ("128, 256", "512")),
        ("--count", "0", ("1 to 10000",)),
        ("--count", "10001", ("1 to 10000",)),
        ("--seed", "-1", ("0 to 4294967295",)),
    ],
)
def test_a_condition_out_of_its_range_is_one_line_that_names_the_range(
    option: str, value: str, words: tuple[str, ...], asked: list[tuple[Request, Ports]],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Exit code 2, and the item is not asked."""
    assert main([*ASKED, f"{option}={value}"]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert said.startswith("bedside: ")
    assert all(word in said for word in words)
    out_of_range_refused = not asked
    assert out_of_range_refused


@pytest.mark.verifies("SRS-137", purpose="negative")
def test_a_head_circumference_is_not_asked_of_a_femur(
    asked: list[tuple[Request, Ports]], capsys: pytest.CaptureFixture[str]
) -> None:
    """It would be taken for kept."""
    assert main([*ASKED, "--plane", "femur", "--head-circumference-mm", "220"]) == 2
    assert "head circumference is asked of head planes" in capsys.readouterr().err
    assert not asked


@pytest.mark.parametrize(
    ("text", "value"), [("24", 24.0), ("24.5", 24.5), ("24+3", 24 + 3 / 7), ("16+0", 16.0)]
)
def test_weeks_are_read_as_clinicians_write_them(text: str, value: float) -> None:
    """A number, or weeks and days."""
    assert weeks(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["24+7", "24.5+1", "24+", "+3", "w24", "24+1.5", "nan", "inf", "-24+1"])
def test_what_is_no_age_is_refused(text: str, asked: list[tuple[Request, Ports]]) -> None:
    """By the usage and exit code 2."""
    with pytest.raises(SystemExit) as stopped:
        main([*ASKED, f"--ga-weeks={text}"])
    assert stopped.value.code == 2
    assert not asked


def test_the_help_names_what_the_item_has(capsys: pytest.CaptureFixture[str]) -> None:
    """Named in the command, so that help needs none of the item's code; the same names in the same order."""
    assert (fetal_ultrasound.PLANES, fetal_ultrasound.STYLES) == (PLANES, STYLES)
    with pytest.raises(SystemExit):
        main(["fetal-ultrasound", "--help"])
    said = capsys.readouterr().out
    for words in (
        "examples:",
        "outputs, in the folder",
        "Exit codes: 0",
        "result.json",
        "counted with the reason",
    ):
        assert words in said
    assert all(name in said for name in (*PLANES, *STYLES))


def test_the_ports_open_the_installed_models(asked: list[tuple[Request, Ports]]) -> None:
    """Each role by its name, on the target that was asked for."""
    main([*ASKED, "--threads", "2"])
    ports = asked[-1][1]
    openers = (ports.open_generator, ports.open_super_resolution, ports.open_planes)
    assert [opener.args[2] for opener in openers] == ["generator", "super_resolution", "planes"]  # type: ignore[attr-defined] # partial
    assert {opener.args[1].intra_threads for opener in openers} == {2}  # type: ignore[attr-defined] # partial
