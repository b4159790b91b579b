"""What a release was built with, as a CycloneDX document (https://cyclonedx.org/docs/1.6/json/)."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageMetadata

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement

from consentbook.editions.program import requires


def sbom(packages: Mapping[str, PackageMetadata], epoch: int) -> str:
    """Return the document for ``packages`` at the time ``epoch``; the same packages give the same text."""
    components = {name: _component(name, package) for name, package in packages.items()}
    ours = components.pop("consentbook")
    versions = " ".join(f"{name} {component.version}" for name, component in components.items())
    bom = Bom(components=components.values(), serial_number=uuid.uuid5(uuid.NAMESPACE_URL, versions))
    bom.metadata.component = ours
    bom.metadata.timestamp = datetime.fromtimestamp(epoch, UTC)
    for name, component in {**components, "consentbook": ours}.items():
        needed = {Requirement(line).name.lower().replace("_", "-") for line in requires(packages[name])}
        bom.register_dependency(component, [components[other] for other in sorted(needed & components.keys())])
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


def _component(name: str, package: PackageMetadata) -> Component:
    said = package.json
    licence = str(said.get("license_expression") or said.get("license") or "")
    return Component(
        name=name,
        version=package["Version"],
        type=ComponentType.APPLICATION if name == "consentbook" else ComponentType.LIBRARY,
        bom_ref=f"{name}@{package['Version']}",
        purl=PackageURL("pypi", name=name, version=package["Version"]),
        licenses=[LicenseFactory().make_from_string(licence)] if 0 < len(licence) < 80 else [],
    )
