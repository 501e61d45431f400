"""What a test shows, read from its source alone."""

import ast

import pytest

from bench.gates.assertions import Shown, shown_by


def _shown(body: str, rest: str = "") -> Shown:
    """Read a test with this body, in a file with the rest below it."""
    indented = "\n".join(f"    {line}" for line in body.splitlines())
    module = ast.parse(f"def test_it(bench):\n{indented}\n{rest}")
    return shown_by(module.body[0], module)


@pytest.mark.verifies("SRS-201", purpose="implementation")
@pytest.mark.parametrize(
    "body",
    [
        "lost_s = run() - 1\nassert 0 <= lost_s <= 1",
        "lost_s = 0\nfor one in runs:\n    lost_s += one.lost\nassert lost_s == 0",
        "lost_s = []\nlost_s.append(run())\nassert lost_s == []",
        "lost_s = {}\nlost_s[name] = run()\nassert lost_s == {}",
        "lost_s, more = run(), 2\nassert (lost_s, more) == (0, 2)",
        "np.testing.assert_allclose(run().lost_s, 0)",
        "assert run()['lost_s'] == 0",
    ],
)
def test_what_was_measured_and_asserted_is_shown(body: str):
    """However it came to its value: computed, counted, gathered, or read from an answer."""
    assert "lost_s" in _shown(body).asserted


@pytest.mark.verifies("SRS-201", purpose="negative")
@pytest.mark.parametrize(
    "body",
    [
        "lost_s = run()\nassert True",
        "lost_s = 0\nassert lost_s == 0",
        "lost_s, more = 0, 0\nassert (lost_s, more) == (0, 0)",
        "for lost_s in (1, 2):\n    assert run(lost_s)",
        '"""Measures lost_s."""\nassert run() == "lost_s"',
    ],
)
def test_what_was_typed_or_only_mentioned_is_not(body: str):
    """A constant, a parameter, a docstring and a text are no measurement of what they name."""
    assert "lost_s" not in _shown(body).asserted


@pytest.mark.verifies("SRS-201", purpose="implementation")
def test_samples_are_handed_over_by_the_test_or_by_what_it_calls():
    """By a plain name, by a pattern, or in a loop over names that the file spells out."""
    assert _shown('bench.samples("lost_s", values, unit="s")').hands("lost_s")
    assert _shown("_more(bench)", 'def _more(bench):\n    bench.samples("lost_s", [], unit="s")').hands(
        "lost_s"
    )
    assert _shown('bench.samples(f"{kind}_recall", [], unit="1")').hands("smoke_recall")
    looped = _shown(
        "for name in NAMES:\n    bench.samples(name, [], unit='1')", 'NAMES = ("lost_s", "late_s")'
    )
    assert looped.hands("late_s")
    assert not looped.hands("other_s")


def test_a_comparison_with_a_typed_number_is_read():
    """With the names on its other sides, so that a limit typed a second time can be found."""
    assert ("delay_ms", 500.0) in _shown("delay_ms = run()\nassert 0 <= delay_ms <= 500").literals
    assert ("delay_ms", 500.0) not in _shown("assert delay_ms <= limit_of('SRS-096')").literals


@pytest.mark.verifies("SRS-200", purpose="implementation")
@pytest.mark.parametrize(
    "check",
    [
        "assert answer.status_code == 200",
        "assert run(a).returncode == 0",
        "code = main(['x'])\nassert code == 0",
        "assert socket.connect_ex(('here', 80)) == 0",
        "assert server.port > 1024",
        "assert 'phase' in json.loads(text)",
        "body = answer.json()\nassert 'phase' in body",
        "assert sorted(json.loads(text)) == ['phase', 'step']",
        "assert answer.json().keys() == {'phase'}",
        "assert all(key in json.loads(text) for key in KEYS)",
        "assert picture.shape == (2, 3)",
        "assert picture.shape[0] == 2",
        "assert result is not None",
        "assert isinstance(result, dict)",
        "assert hasattr(result, 'phase') and not answer.ok",
        "with pytest.raises(SystemExit):\n    main([])",
    ],
)
def test_how_an_answer_came_is_transport(check: str):
    """A port, a code, a key, a shape, a kind: none says what was answered."""
    shown = _shown(check)
    assert (shown.checks, shown.transport) == (1, 1)


@pytest.mark.verifies("SRS-200", purpose="negative")
@pytest.mark.parametrize(
    "check",
    [
        "assert json.loads(text)['phase'] == 'closure'",
        "assert 'not a diagnosis' in text",
        "assert words in str(refused.value)",
        "assert np.array_equal(a, b)",
        "assert 0 <= delay_ms <= 500",
        "assert (shown.annotated, shown.alarm) == (False, '')",
        "leaked = sum(value in data for value in secrets)\nassert leaked == 0",
        "assert not out.exists()",
        "with pytest.raises(ModelError):\n    run()",
        "bench.samples('lost_s', [1.0], unit='s')",
        "assert answer.status_code == 200 and answer.text == 'x'",
    ],
)
def test_what_was_answered_is_not_transport(check: str):
    """A value, a text, a refusal by the device's own error and samples are content."""
    shown = _shown(check)
    assert (shown.checks, shown.transport) == (1, 0)
