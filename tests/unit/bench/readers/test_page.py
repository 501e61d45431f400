"""The page that readers get."""

import base64
import hashlib
import io
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from bench.readers import ReaderStudyError, Settings, StudyFiles, make_study, write_study
from reader_study import SALT, small_study, write_pictures


def _data(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


@pytest.mark.verifies("RC-069", purpose="effectiveness")
@pytest.mark.verifies("SRS-190", purpose="implementation")
def test_a_page_is_the_same_whichever_of_its_pictures_are_real(tmp_path: Path) -> None:
    """With the two folders exchanged only the key, and so two digests, differ: there is no truth_in_page."""
    real, synthetic = write_pictures(tmp_path)
    one, other = (make_study(*pair, Settings(), SALT) for pair in ((real, synthetic), (synthetic, real)))
    assert all(other.key.images[name].kind != truth.kind for name, truth in one.key.images.items())
    assert one.study.id != other.study.id
    truth_in_page = one.html.replace(one.study.id, other.study.id).replace(one.study.page, other.study.page)
    assert truth_in_page == other.html


@pytest.mark.verifies("RC-069", purpose="implementation")
def test_neither_file_names_nor_digests_nor_the_salt_stand_in_the_page(files: StudyFiles) -> None:
    """Nor in the study's file, which may be shown to anybody."""
    public = files.html + json.dumps(files.study.as_json())
    for truth in files.key.images.values():
        assert truth.file not in public
        assert truth.sha256 not in public
    assert SALT not in public
    assert all("kind" not in str(entry) for entry in files.study.images.values())


@pytest.mark.verifies("SRS-190", purpose="negative")
def test_the_page_loads_nothing_and_sends_nothing(files: StudyFiles) -> None:
    """No address but data, no call that reaches a network, and a policy that forbids both."""
    outside = (
        r"https?:|//[a-z]|url\(|@import|fetch\(|XMLHttp|Socket|sendBeacon|EventSource|import\(|<link|<i?frame"
    )
    markup = files.html.replace(json.dumps(_data(files.html), ensure_ascii=False, sort_keys=True), "")
    assert re.findall(outside, markup) == []
    assert re.findall(r'(?:src|href|action)="', markup) == []
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', files.html)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; img-src data:;")


def test_the_policy_admits_this_script_alone(files: StudyFiles) -> None:
    """The digest in the policy is that of the script as it stands in the page."""
    script = re.search(r"<script>(.*?)</script>", files.html, re.DOTALL)
    assert script is not None
    admitted = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"script-src 'sha256-{admitted}';" in files.html


def test_the_page_shows_each_picture_pixel_for_pixel_under_its_opaque_id(tmp_path: Path) -> None:
    """What is judged is what lies in the folders."""
    folders = write_pictures(tmp_path)
    files = make_study(*folders, Settings(), SALT)
    shown = _data(files.html)["images"]
    assert list(shown) == sorted(files.key.images)
    for name, truth in files.key.images.items():
        png = base64.b64decode(shown[name])
        given = folders.real if truth.kind == "real" else folders.synthetic
        assert np.array_equal(
            np.asarray(Image.open(io.BytesIO(png))), np.asarray(Image.open(given / truth.file))
        )
        assert hashlib.sha256(png).hexdigest() == files.study.images[name]


def test_the_same_salt_pictures_and_settings_give_the_same_bytes(tmp_path: Path) -> None:
    """And another salt other names, so that two studies of one picture cannot be joined."""
    folders = write_pictures(tmp_path)
    one, again, other = (make_study(*folders, Settings(), salt) for salt in (SALT, SALT, None))
    assert one == again
    assert not set(one.study.images) & set(other.study.images)
    assert other.key.salt != make_study(*folders, Settings()).key.salt


def test_the_pages_digest_is_that_of_the_page_without_it(files: StudyFiles) -> None:
    """So a page that was changed in any way gives files that the analysis refuses."""
    without = files.html.replace(f'"page": "{files.study.page}"', '"page": ""')
    assert hashlib.sha256(without.encode()).hexdigest() == files.study.page


@pytest.mark.verifies("RC-069", purpose="implementation")
def test_examples_are_told_and_never_judged(tmp_path: Path) -> None:
    """Their truth stands in the page, so they are no pictures of the study and not in the key."""
    files = small_study(tmp_path, examples=2)
    shown = _data(files.html)
    assert sorted(example["kind"] for example in shown["examples"]) == [
        "real",
        "real",
        "synthetic",
        "synthetic",
    ]
    assert len(files.key.images) == 12
    assert not {example["png"] for example in shown["examples"]} & set(shown["images"].values())


def test_too_few_pictures_beside_the_examples_are_refused(tmp_path: Path) -> None:
    """Of one picture of a kind nothing can be said."""
    with pytest.raises(ReaderStudyError, match="two pictures of each kind are needed"):
        small_study(tmp_path, examples=7)


def test_a_screen_size_that_draws_pixels_unevenly_is_refused(tmp_path: Path) -> None:
    """Without smoothing each pixel is as large as the next; a size that does it is named."""
    with pytest.raises(ReaderStudyError, match="500 px is no multiple of 16: take 496"):
        small_study(tmp_path, display_px=500)
    assert small_study(tmp_path / "smooth", display_px=500, smoothing=True).html


def test_a_title_and_instructions_cannot_leave_their_place(tmp_path: Path) -> None:
    """Text is text, whatever it holds."""
    files = small_study(
        tmp_path, title="A </title><b> & {{data}}", instructions=("</script><script>alert(1)",)
    )
    assert "<b>" not in files.html
    assert '<h1 tabindex="-1">A &lt;/title&gt;&lt;b&gt; &amp; {{data}}</h1>' in files.html
    assert files.html.count("<script") == 2
    assert _data(files.html)["instructions"] == ["</script><script>alert(1)"]


def test_every_control_has_a_label_and_progress_is_spoken(files: StudyFiles) -> None:
    """A reader may use the keys and a screen reader alone."""
    labelled = set(re.findall(r'<label for="([^"]+)"', files.html))
    for tag, name in re.findall(r'<(input|textarea)(?=[^>]* id="([^"]+)")', files.html):
        wrapped = re.search(rf"<label><{tag}[^>]* id=\"{name}\"", files.html)
        assert name in labelled or wrapped is not None
    assert files.html.count("<fieldset") == files.html.count("<legend>") == 2
    assert 'id="progress" aria-live="polite"' in files.html
    assert '<html lang="en">' in files.html


def test_a_second_study_does_not_overwrite_the_first_ones_key(files: StudyFiles, tmp_path: Path) -> None:
    """Without its key, a study's readings are lost."""
    page, study, key = write_study(files, tmp_path)
    assert page.read_text(encoding="utf-8") == files.html
    assert json.loads(study.read_text())["study"] == json.loads(key.read_text())["study"] == files.study.id
    with pytest.raises(ReaderStudyError, match="give another folder"):
        write_study(files, tmp_path)
