"""The bill of materials as CycloneDX: the same locks, models and records give the same bytes."""

import datetime
import hashlib
import json
import uuid
from collections.abc import Iterator
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.contact import OrganizationalEntity
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.spdx import is_expression, is_supported_id
from packageurl import PackageURL

from bench.dossier.bill_parts import UNKNOWN, Bill, ModelPart, Part, gather_bill
from bench.gates import Checkout

VERSION = SchemaVersion.V1_6
DEVICE = "bedside"
_NAMES = uuid.UUID("7c3f6f0e-0d0c-5b59-9b43-6a2c9f9f2b11")  # the space of this bill's serial numbers


def write_bill(checkout: Checkout, path: Path) -> Path:
    """Write the device's bill of materials as CycloneDX 1.6 JSON.

    Returns
    -------
    The path written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(bill_text(gather_bill(checkout)), encoding="utf-8")
    return path


def bill_text(bill: Bill) -> str:
    """Return the bill as JSON; no clock, no chance and no network decides a byte of it."""
    bom, device = Bom(serial_number=_serial(bill)), _device(bill)
    bom.metadata.component = device
    bom.metadata.timestamp = datetime.datetime.fromisoformat(bill.made) if bill.made else None  # type: ignore[assignment] # the library writes no time for None
    bom.metadata.manufacturer = OrganizationalEntity(name="the Bedside team")
    bom.metadata.properties.add(Property(name="bedside:completeness", value=_COMPLETENESS))
    parts = {part.name: _library(part) for part in bill.parts}
    models = [_network(model) for model in bill.models]
    bom.components.update([*parts.values(), *models])
    for owner, needs in _needs(bill, parts, device):
        bom.register_dependency(owner, needs)
    bom.register_dependency(device, models)
    given = json.loads(make_outputter(bom, OutputFormat.JSON, VERSION).output_as_string())
    return json.dumps(given, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


_COMPLETENESS = (
    "every file that the device's locks pin, each model, and what a graphics processor needs; which library "
    "needs which is known as far as SOUP.md says it; Python and the operating system come with the machine"
)


def _serial(bill: Bill) -> uuid.UUID:
    """Name the bill by what is in it."""
    digests = [f"{part.name} {part.version}{part.statement} {' '.join(part.digests)}" for part in bill.parts]
    digests += [f"{model.name} {model.sha256} {model.manifest_sha256}" for model in bill.models]
    content = "\n".join([bill.version, bill.made, *digests])
    return uuid.uuid5(_NAMES, hashlib.sha256(content.encode()).hexdigest())


def _device(bill: Bill) -> Component:
    return Component(
        name=DEVICE,
        version=bill.version,
        type=ComponentType.APPLICATION,
        bom_ref=DEVICE,
        licenses=[_licence("Apache-2.0")],
    )


def _library(part: Part) -> Component:
    return Component(
        name=part.name,
        version=part.version or None,
        type=ComponentType.LIBRARY,
        bom_ref=f"{part.name}@{part.version}" if part.version else part.name,
        scope=ComponentScope.REQUIRED if part.group == "device" else ComponentScope.OPTIONAL,
        purl=PackageURL("pypi", None, part.name, part.version) if part.pinned else None,
        licenses=[_licence(part.licence)] if part.licence else [],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in part.digests],
        properties=_properties(
            ("group", part.group),
            ("licence-remark", part.remark),
            ("version-statement", part.statement),
            ("hashes", "of each file that the lock allows, one a platform" if part.digests else ""),
            ("level-of-support", UNKNOWN),
            ("end-of-support", UNKNOWN),
        ),
    )


def _network(model: ModelPart) -> Component:
    return Component(
        name=f"model:{model.name}",
        version=model.version,
        type=ComponentType.MACHINE_LEARNING_MODEL,
        bom_ref=f"model:{model.name}@{model.version}",
        scope=ComponentScope.REQUIRED,
        licenses=[_licence(model.licence)],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=model.sha256)],
        properties=_properties(
            ("manifest-sha256", model.manifest_sha256),
            ("parameters", str(model.parameters)),
            ("intended-input", model.intended_input),
            ("level-of-support", "the device manufacturer's own, with the device"),
        ),
    )


def _licence(words: str) -> LicenseExpression | DisjunctiveLicense:
    """Return an identifier as one, a choice of identifiers as an expression, all else as a name."""
    if is_expression(words) and not is_supported_id(words):
        return LicenseExpression(words)
    return DisjunctiveLicense(id=words) if is_supported_id(words) else DisjunctiveLicense(name=words)


def _properties(*given: tuple[str, str]) -> list[Property]:
    return [Property(name=f"bedside:{name}", value=value) for name, value in given if value]


def _needs(
    bill: Bill, parts: dict[str, Component], device: Component
) -> Iterator[tuple[Component, list[Component]]]:
    """Yield each component with those that it is known to need."""
    for name, owner in {DEVICE: device, **parts}.items():
        needed = [parts[part.name] for part in bill.parts if name in part.needed_by]
        if needed or name == DEVICE:
            yield owner, needed
