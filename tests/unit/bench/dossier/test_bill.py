"""The bill of materials of small checkouts, and of the device's own."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from bench.cli.command import main
from bench.dossier.bill import write_bill
from bench.gates import open_checkout
from small_house import write_model

HERE = Path(__file__).parents[4]
SOUP_ROW = "| numpy | 2.4.6 | BSD-3-Clause; bundles OpenBLAS | arrays | sums are right | #1: see SRS-001 |"
LOCK = f"numpy==2.4.6 \\\n    --hash=sha256:{'a' * 64} \\\n    --hash=sha256:{'b' * 64}\n"
EXTRA = f"{LOCK}pyjpegls==1.5.1 \\\n    --hash=sha256:{'c' * 64}\n"
EXTRA_ROW = "| pyjpegls | 1.5.1 | MIT | needed by numpy | none | none looked for |"


@pytest.fixture
def shop(house: Path) -> Path:
    """Give the small checkout whole digests, an extra and a real identifier of a licence."""
    soup = house / "SOUP.md"
    head = [line for line in soup.read_text(encoding="utf-8").splitlines() if "| numpy" not in line]
    soup.write_text("\n".join([*head, SOUP_ROW, EXTRA_ROW, ""]), encoding="utf-8")
    (house / "locks/device.txt").write_text(LOCK, encoding="utf-8")
    (house / "locks/segmentation.txt").write_text(EXTRA, encoding="utf-8")
    return house


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what the device's own bill is made from."""
    root = tmp_path_factory.mktemp("own")
    for path in ("SOUP.md", "pyproject.toml", "src/bedside/__init__.py"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / path, root / path)
    for folder in ("locks", "src/bedside/models", "verification/targets", "requirements_trace", "risk"):
        shutil.copytree(HERE / folder, root / folder)
    return root


def _bill(root: Path) -> dict[str, Any]:
    return dict(json.loads(_text(root)))


def _text(root: Path) -> str:
    return write_bill(open_checkout(root), root / "build/bill/sbom.json").read_text(encoding="utf-8")


def _by_name(bill: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {component["name"]: component for component in bill["components"]}


@pytest.mark.verifies("SRS-204", purpose="implementation")
def test_every_line_of_the_devices_own_locks_is_listed_with_version_licence_and_digests(own: Path) -> None:
    """No locked library of the device may be left out, nor any digest that its lock allows."""
    found = _by_name(_bill(own))
    for lock in ("locks/device.txt", "locks/segmentation.txt"):
        blocks = re.split(r"\n(?=\w)", (own / lock).read_text(encoding="utf-8").strip())
        for block in (block for block in blocks if "==" in block):
            name, version = re.findall(r"^([\w.-]+)==([^\s\\]+)", block, flags=re.MULTILINE)[0]
            component = found[name.lower().replace("_", "-")]
            assert component["version"] == version
            assert component["purl"] == f"pkg:pypi/{component['name']}@{version}"
            assert component["licenses"]
            stated = {one["content"] for one in component["hashes"]}
            assert stated == set(re.findall(r"sha256:([0-9a-f]{64})", block))


@pytest.mark.verifies("SRS-204", purpose="implementation")
def test_every_model_package_is_listed_with_the_digest_of_its_manifest(own: Path) -> None:
    """A network is a component like any other."""
    found = _by_name(_bill(own))
    manifests = sorted((own / "src/bedside/models").rglob("manifest.json"))
    assert len(manifests) >= 6
    for manifest in manifests:
        told = json.loads(manifest.read_text(encoding="utf-8"))
        name = manifest.parent.relative_to(own / "src/bedside/models").as_posix()
        component = found[f"model:{name}"]
        assert component["type"] == "machine-learning-model"
        assert component["version"] == told["version"]
        assert [one["content"] for one in component["hashes"]] == [told["sha256"]]


@pytest.mark.verifies("SRS-204", purpose="implementation")
def test_what_a_graphics_processor_needs_is_listed_as_optional(own: Path) -> None:
    """Driver and CUDA cannot be locked, so that their least versions are stated."""
    found = _by_name(_bill(own))
    for name in ("NVIDIA driver", "CUDA runtime", "cuDNN"):
        assert found[name]["scope"] == "optional"
        stated = {one["name"]: one["value"] for one in found[name]["properties"]}
        assert re.fullmatch(r"[\d.]+ or newer", stated["bedside:version-statement"])


@pytest.mark.verifies("SRS-204", purpose="implementation")
def test_the_devices_own_bill_holds_by_the_strict_schema(own: Path) -> None:
    """Whoever reads CycloneDX 1.6 has to be able to read it."""
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(_text(own)) is None


@pytest.mark.verifies("SRS-204", purpose="implementation")
def test_the_same_checkout_gives_the_same_bytes(shop: Path, tmp_path: Path) -> None:
    """Neither the clock nor the place of the checkout decides a byte."""
    other = Path(shutil.copytree(shop, tmp_path / "elsewhere"))
    assert _text(shop) == _text(shop) == _text(other)


@pytest.mark.verifies("SRS-204", purpose="implementation")
def test_an_extra_is_optional_and_hangs_below_what_needs_it(shop: Path) -> None:
    """What the device does without has to be told from what it needs, and who needs whom is in the graph."""
    bill = _bill(shop)
    found = _by_name(bill)
    assert found["numpy"]["scope"] == "required"
    assert found["pyjpegls"]["scope"] == "optional"
    needs = {one["ref"]: one.get("dependsOn", []) for one in bill["dependencies"]}
    assert needs["bedside"] == ["model:eye_movement@1", "numpy@2.4.6"]
    assert needs["numpy@2.4.6"] == ["pyjpegls@1.5.1"]


@pytest.mark.verifies("SRS-204", purpose="negative")
def test_another_model_gives_another_serial_number(shop: Path) -> None:
    """Two bills of the same name must not be taken for one."""
    before = _bill(shop)["serialNumber"]
    write_model(shop, sha256="d" * 64)
    assert _bill(shop)["serialNumber"] != before


@pytest.mark.verifies("SRS-204", purpose="negative")
def test_another_digest_in_a_lock_gives_another_serial_number(shop: Path) -> None:
    """A library's file that was exchanged under its version is another bill."""
    before = _bill(shop)["serialNumber"]
    (shop / "locks/device.txt").write_text(LOCK.replace("a" * 64, "e" * 64), encoding="utf-8")
    assert _bill(shop)["serialNumber"] != before


@pytest.mark.verifies("SRS-204", purpose="negative")
@pytest.mark.parametrize("row", ["", SOUP_ROW.replace("BSD-3-Clause; bundles OpenBLAS", "")])
def test_a_licence_that_nobody_wrote_down_is_said_to_be_unstated(shop: Path, row: str) -> None:
    """A library without a row in SOUP.md, or with none of its licence, stays in the bill and says so."""
    soup = shop / "SOUP.md"
    text = soup.read_text(encoding="utf-8").replace(f"{SOUP_ROW}\n", f"{row}\n" if row else "")
    soup.write_text(text, encoding="utf-8")
    component = _by_name(_bill(shop))["numpy"]
    stated = {one["name"]: one["value"] for one in component["properties"]}
    assert "licenses" not in component
    assert stated["bedside:licence-remark"].startswith("not stated: SOUP.md")


@pytest.mark.verifies("SRS-204", purpose="negative")
def test_a_licence_that_is_no_identifier_is_kept_as_a_name(shop: Path) -> None:
    """Words that SPDX does not know must not spoil the file for its readers."""
    soup = shop / "SOUP.md"
    soup.write_text(soup.read_text(encoding="utf-8").replace("BSD-3-Clause;", "Own terms;"), encoding="utf-8")
    text = _text(shop)
    assert _by_name(json.loads(text))["numpy"]["licenses"] == [{"license": {"name": "Own terms"}}]
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


@pytest.mark.verifies("SRS-204", purpose="negative")
def test_without_a_table_of_soup_no_bill_is_written(shop: Path) -> None:
    """A bill of nothing would read as a device without libraries."""
    (shop / "SOUP.md").write_text("# SOUP\n", encoding="utf-8")
    assert main(["--root", str(shop), "sbom", "--out", str(shop / "bill.json")]) == 2
    assert not (shop / "bill.json").exists()


@pytest.mark.verifies("SRS-204", purpose="implementation")
def test_the_verb_writes_the_bill_where_it_is_asked_to(shop: Path) -> None:
    """What a person calls gives the same bytes as what the dossier calls."""
    assert main(["--root", str(shop), "sbom", "--out", str(shop / "bill.json")]) == 0
    assert (shop / "bill.json").read_text(encoding="utf-8") == _text(shop)
