"""The models of a run, each looked at before an image is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bedside.fetal_ultrasound.processing.model_layout import check_layout, evaluations
from bedside.runtime.record import TracedModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bedside.fetal_ultrasound.pipeline.ports import Ports
    from bedside.runtime.backend import Backend
    from bedside.runtime.model import ModelPackage


@dataclass(frozen=True, slots=True)
class Models:
    """The models that a run needs, by role, ready to run."""

    opened: Mapping[str, tuple[ModelPackage, Backend]]

    @classmethod
    def of(cls, ports: Ports, size: int) -> Models:
        """Open them; one whose layout does not fit its role is refused.

        Raises
        ------
        ModelError, ProviderError
            A model or the provider cannot be used.
        """
        openers = {"generator": ports.open_generator, "planes": ports.open_planes}
        if size > 128:
            openers["super_resolution"] = ports.open_super_resolution
        opened = {role: opener() for role, opener in openers.items()}
        for role, (package, _) in opened.items():
            check_layout(package, role)
        return cls(opened)

    def backend(self, role: str) -> Backend:
        """Return what runs a role's model."""
        return self.opened[role][1]

    @property
    def evaluations(self) -> int:
        """How often the generator's network is asked for one image."""
        return evaluations(self.opened["generator"][0])

    @property
    def sha256(self) -> dict[str, str]:
        """Digest of each model, by role."""
        return {role: package.sha256 for role, (package, _) in sorted(self.opened.items())}

    @property
    def traced(self) -> dict[str, TracedModel]:
        """What a run's record says of them."""
        return {role: TracedModel(package, backend.info) for role, (package, backend) in self.opened.items()}

    @property
    def warnings(self) -> tuple[str, ...]:
        """What their libraries warned of, each once."""
        said = (warning for _, backend in self.opened.values() for warning in backend.info.warnings)
        return tuple(dict.fromkeys(said))
