"""Hardware classes in the report."""

from pathlib import Path

from bench.dossier import gather
from bench.dossier.block import Table
from bench.dossier.chapters import hardware
from bench.gates import open_checkout
from small_house import ITEMS, write, write_item

H100 = 'hardware_class = "nvidia-h100"\ntitle = "H100"\nprovider = "tensorrt"\n[minimum]\ndriver = "580.65"\n'


def test_a_class_that_is_not_here_is_shown_all_the_same(house: Path):
    """Its minimum versions and its requirements stand in the report, without evidence or NOT_RUN."""
    write(house, "verification/targets/nvidia-h100.toml", H100)
    acceptance = {**ITEMS["SRS-001"]["acceptance"], "hardware_class": "nvidia-h100"}
    write_item(house, "SRS-003", {**ITEMS["SRS-001"], "acceptance": acceptance})
    facts = gather(open_checkout(house))
    tables = [block for block in hardware.chapter(facts).blocks if isinstance(block, Table)]
    assert any("driver ≥ 580.65" in cell for table in tables for row in table.rows for cell in row)
    assert [row[0] for table in tables for row in table.rows if row[0].startswith("SRS")] == ["SRS-003"]
