"""All that decides one view of a transnasal pituitary operation: what is there and how it looks.

Colours are RGB in 0 to 1 as displayed. Lengths are in picture heights. Amounts are 0 to 1 unless said
otherwise.
The same scene always gives the same picture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from phantoms.endoscopy.geometry import Bulge, ContentArea, Outline, Pose
from phantoms.endoscopy.truth import CONDITIONS

if TYPE_CHECKING:
    from phantoms.endoscopy.instruments import Colour, Instrument

ENVIRONMENTS = ("corridor", "sphenoid_face", "sella_intact", "sella_opened", "reconstruction")
SELLA_VIEWS = ENVIRONMENTS[2:]
COVERINGS = ("blood", "clot", "water", "cotton", "graft", "glue", "tumour", "hole")


@dataclass(frozen=True, slots=True)
class Covering:
    """Something that lies on the wall, in anatomy coordinates; it never changes the truth's labels.

    A graft over the sella hides its surface, and the sella's label stays its outline: the surgeon asks where
    the sella is. A hole is the opened dura, through which the dark inside is seen.
    """

    kind: str
    outline: Outline
    opacity: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.kind not in COVERINGS:
            raise ValueError(f"a covering is one of {COVERINGS}, found {self.kind!r}")


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The wall that the endoscope looks at.

    Parameters
    ----------
    environment
        One of ENVIRONMENTS; sella, recess and landmarks are there in SELLA_VIEWS alone.
    sella, recess
        A rounded prominence, and the darker depression below it.
    landmarks
        Tops of the carotid protuberances left and right and the optic protuberances left and right.
    cavity
        Rim of the space ahead: the nasal corridor's dark lumen, or the opening of the sphenoid sinus, outside
        of which nearer mucosa is seen.
    bulges
        Turbinates, septations and lumps, which have no label.
    coverings
        In the order in which they lie upon one another.
    """

    environment: str
    sella: Outline | None = None
    recess: Outline | None = None
    landmarks: tuple[Bulge, ...] = ()
    cavity: Outline | None = None
    bulges: tuple[Bulge, ...] = ()
    coverings: tuple[Covering, ...] = ()

    def __post_init__(self) -> None:
        if self.environment not in ENVIRONMENTS:
            raise ValueError(f"an environment is one of {ENVIRONMENTS}, found {self.environment!r}")
        seen = self.environment in SELLA_VIEWS
        if seen != (self.sella is not None and self.recess is not None) or len(self.landmarks) != 4 * seen:
            raise ValueError(
                "a sella, its recess and four landmarks belong to the sella's views, and to no other"
            )


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of what is seen."""

    mucosa: Colour = (0.75, 0.38, 0.34)
    bone: Colour = (0.84, 0.66, 0.56)  # wall of the sphenoid sinus
    sella: Colour = (0.86, 0.62, 0.55)
    recess: Colour = (0.45, 0.24, 0.20)
    deep: Colour = (0.10, 0.03, 0.03)  # where light does not reach
    vessel: Colour = (0.62, 0.16, 0.16)
    blood: Colour = (0.45, 0.03, 0.03)
    tumour: Colour = (0.66, 0.58, 0.54)
    graft: Colour = (0.88, 0.86, 0.80)


@dataclass(frozen=True, slots=True)
class Surface:
    """What the tissue's surface is like.

    Parameters
    ----------
    seed
        Which pieces of which textures.
    mottle, vessels, bumps
        How much colour swings, how many vessels show, how rough the relief is.
    grain
        Size of the texture relative to the common one, about 0.5 to 2.
    wetness, gloss
        How bright the highlights are; how small.
    blood_film, dust
        How much is covered by a film of blood, by bone dust.
    """

    seed: int = 0
    mottle: float = 0.5
    vessels: float = 0.5
    bumps: float = 0.5
    grain: float = 1.0
    wetness: float = 0.5
    gloss: float = 0.5
    blood_film: float = 0.0
    dust: float = 0.0


@dataclass(frozen=True, slots=True)
class Light:
    """How the scope lights the scene: its place in the picture, its falloff outwards and into the depth."""

    x: float = 0.0
    y: float = 0.0
    falloff: float = 0.5
    depth_falloff: float = 0.5
    contrast: float = 0.5  # of shading by slope
    vignette: float = 0.3


@dataclass(frozen=True, slots=True)
class Medium:
    """What is between the wall and the lens.

    Parameters
    ----------
    smoke, smoke_x, smoke_y, smoke_seed
        Share of the picture's contrast that the veil takes where it is densest, and how it has drifted.
    smoke_colour
        Of the veil.
    fog
        Veil on the lens, densest at its middle or edge.
    drops
        How many drops on the lens.
    """

    smoke: float = 0.0
    smoke_x: float = 0.0
    smoke_y: float = 0.0
    smoke_seed: int = 0
    smoke_colour: Colour = (0.75, 0.73, 0.72)
    fog: float = 0.0
    drops: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.smoke <= 1 and 0 <= self.fog <= 1):
            raise ValueError(f"smoke and fog lie in [0, 1], found {self.smoke}, {self.fog}")


@dataclass(frozen=True, slots=True)
class Camera:
    """How the picture is taken.

    Parameters
    ----------
    exposure
        Factor on brightness.
    balance
        Factors on R, G, B.
    saturation, gamma
        1 leaves colours as they are.
    defocus
        Sigma of the blur in picture heights.
    motion
        Length of the motion blur in x and y, in picture heights.
    sharpening
        The video processor's edge enhancement.
    noise
        Standard deviation in 0 to 1.
    """

    exposure: float = 1.0
    balance: Colour = (1.0, 1.0, 1.0)
    saturation: float = 1.0
    gamma: float = 1.0
    defocus: float = 0.0
    motion: tuple[float, float] = (0.0, 0.0)
    sharpening: float = 0.0
    noise: float = 0.01

    def __post_init__(self) -> None:
        if not (self.exposure >= 0 and self.gamma > 0 and self.defocus >= 0 and self.noise >= 0):
            raise ValueError("exposure, defocus and noise are not negative, and gamma is positive")


@dataclass(frozen=True, slots=True)
class Scene:
    """One view, whole. Instruments lie upon one another in their order."""

    anatomy: Anatomy
    pose: Pose = field(default_factory=Pose)
    instruments: tuple[Instrument, ...] = ()
    palette: Palette = Palette()
    surface: Surface = Surface()
    light: Light = Light()
    medium: Medium = Medium()
    camera: Camera = Camera()
    content: ContentArea = field(default_factory=ContentArea)
    noise_seed: int = 0
    condition: str = "good"

    def __post_init__(self) -> None:
        if self.condition not in CONDITIONS:
            raise ValueError(f"a condition is one of {CONDITIONS}, found {self.condition!r}")
        if not all(math.isfinite(value) for value in (self.pose.x, self.pose.y)):
            raise ValueError("a pose is finite")
