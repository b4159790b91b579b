"""What a release was built with, as a CycloneDX document (https://cyclonedx.org/docs/1.6/json/)."""

import uuid
from datetime import UTC, datetime
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement


def sbom(epoch: int) -> str:
    """Return the document for what is installed at the time ``epoch``; the same packages give the same text."""
    packages = _installed()
    components = {name: _component(name, package) for name, package in packages.items()}
    ours = components.pop("consentbook")
    versions = " ".join(f"{name} {component.version}" for name, component in components.items())
    bom = Bom(components=components.values(), serial_number=uuid.uuid5(uuid.NAMESPACE_URL, versions))
    bom.metadata.component = ours
    bom.metadata.timestamp = datetime.fromtimestamp(epoch, UTC)
    for name, component in {**components, "consentbook": ours}.items():
        needed = {_name(Requirement(line).name) for line in _requires(packages[name])}
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


def _installed() -> dict[str, PackageMetadata]:
    """Return the metadata of each package that a build needs, by name, as the packages' requirements name them."""
    found: dict[str, PackageMetadata] = {}
    wanted = ["consentbook"]
    while wanted:
        try:
            package = metadata(wanted.pop())  # read once: asked for a version, a distribution reads it again
        except PackageNotFoundError:
            continue
        if found.setdefault(_name(package["Name"]), package) is package:
            wanted += [needed.name for needed in map(Requirement, _requires(package)) if _applies(needed)]
    return dict(sorted(found.items()))


def _name(written: str) -> str:
    """Return a name as package URLs have it, whose dots stay (https://github.com/package-url/purl-spec)."""
    return written.lower().replace("_", "-")


def _requires(package: PackageMetadata) -> list[str]:
    return package.get_all("Requires-Dist") or []


def _applies(needed: Requirement) -> bool:
    """Say whether a requirement is one of this system, and of no extra."""
    return needed.marker is None or needed.marker.evaluate({"extra": ""})
