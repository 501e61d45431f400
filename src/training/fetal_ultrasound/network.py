"""The generator's network on one page: which way, and how fast, a noisy image flows towards a clean one.

It works on blocks of 4 x 4 pixels as channels, so that a step of training is cheap on a CPU; the layout comes
in the same way, each of its pixels kept, and told in a form that makes outlines and places within a structure
easy to paint: an outline lands where it was asked.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

SIZE, LAYOUT_CHANNELS, CONDITION = 128, 4, 11
BLOCK = 4  # pixels along a side that become channels
WIDTH = 48
WAVES = 32  # of the time's embedding
RINGS, RING_WIDTH = (-0.12, -0.06, 0.0, 0.06, 0.12), 0.04  # about the outline, in rho - 1
PITCHES = (1, 2, 4)  # half waves between the middle and the outline
TOLD_LAYOUT = LAYOUT_CHANNELS + len(RINGS) + 4 * len(PITCHES)
MEAN, SPREAD = -0.5, 0.4  # of the phantoms' pixels in the data scale, roughly


class Block(nn.Module):
    """Two convolutions beside an identity, told of time and condition by a scale and a shift.

    Perez et al. 2018, "FiLM"; the group normalisation is that of Wu and He 2018.
    """

    def __init__(self, width: int, told: int) -> None:
        super().__init__()
        self.first = nn.Sequential(nn.GroupNorm(8, width), nn.SiLU(), nn.Conv2d(width, width, 3, padding=1))
        self.norm = nn.GroupNorm(8, width)
        self.film = nn.Linear(told, 2 * width)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, x: Tensor, told: Tensor) -> Tensor:  # (N, C, H, W), (N, T)
        """Return (N, C, H, W)."""
        scale, shift = self.film(told)[:, :, None, None].chunk(2, dim=1)
        inner = self.norm(self.first(x)) * (1 + scale) + shift
        return x + self.second(functional.silu(inner))


class VelocityNetwork(nn.Module):
    """A U-Net (Ronneberger et al. 2015) of three levels: 32 x 32, 16 x 16 and 8 x 8 cells.

    Its answer is what is left of the velocity after the best guess that is linear in the image; the idea
    is the preconditioning of Karras et al. 2022, written for the straight path.
    """

    def __init__(self, width: int = WIDTH) -> None:
        super().__init__()
        wide, widest, told = _eights(width * 5 / 3), _eights(width * 7 / 3), 2 * width
        self.tell = nn.Sequential(nn.Linear(2 * WAVES + CONDITION, told), nn.SiLU(), nn.Linear(told, told))
        self.image = nn.Conv2d(BLOCK**2, width, 3, padding=1)
        self.layout = nn.Conv2d(TOLD_LAYOUT * BLOCK**2, 2 * width, 1)  # for the beginning and the end
        self.down0 = nn.ModuleList(Block(width, told) for _ in range(2))
        self.to1 = nn.Conv2d(width, wide, 2, stride=2)
        self.down1 = nn.ModuleList(Block(wide, told) for _ in range(2))
        self.to2 = nn.Conv2d(wide, widest, 2, stride=2)
        self.deep = nn.ModuleList(Block(widest, told) for _ in range(2))
        self.from2 = nn.ConvTranspose2d(widest, wide, 2, stride=2)
        self.up1 = nn.ModuleList(Block(wide, told) for _ in range(2))
        self.from1 = nn.ConvTranspose2d(wide, width, 2, stride=2)
        self.up0 = nn.ModuleList(Block(width, told) for _ in range(2))
        self.out = nn.Sequential(nn.GroupNorm(8, width), nn.SiLU(), nn.Conv2d(width, BLOCK**2, 3, padding=1))

    def forward(self, image: Tensor, time: Tensor, layout: Tensor, condition: Tensor) -> Tensor:
        """Return the velocity (N, 1, 128, 128).

        Parameters
        ----------
        image
            (N, 1, 128, 128) on the way from noise to data.
        time
            (N,), 0 is noise and 1 is data.
        layout, condition
            (N, 4, 128, 128) and (N, 11), as the device makes them.
        """
        told = functional.silu(self.tell(torch.cat([waves(time), condition], dim=1)))
        skip, gain, spread = preconditioning(time[:, None, None, None])
        centred = image - MEAN * time[:, None, None, None]
        x = self.image(functional.pixel_unshuffle(centred / spread, BLOCK))  # (N, C, 32, 32)
        early, late = self.layout(told_layout(layout)).chunk(2, dim=1)
        fine = _through(self.down0, x + early, told)
        middle = _through(self.down1, self.to1(fine), told)  # (N, C, 16, 16)
        x = self.from2(_through(self.deep, self.to2(middle), told))
        x = self.from1(_through(self.up1, x + middle, told)) + fine + late
        left = functional.pixel_shuffle(self.out(_through(self.up0, x, told)), BLOCK)
        return MEAN + skip * centred + gain * left


def told_layout(layout: Tensor) -> Tensor:  # (N, 4, H, W)
    """Return the layout in blocks (N, 336, H/4, W/4), with rings about its outline and waves along u and v.

    Waves of several lengths let a network place fine detail; Tancik et al. 2020, "Fourier features".
    """
    cells = functional.pixel_unshuffle(layout, BLOCK).contiguous(memory_format=torch.channels_last)
    along, rho = cells[:, : 2 * BLOCK**2], cells[:, 2 * BLOCK**2 : 3 * BLOCK**2]
    rings = [torch.exp(-(((rho - at) / RING_WIDTH) ** 2) / 2) for at in RINGS]
    angles = [along * (math.pi * pitch) for pitch in PITCHES]
    return torch.cat([cells, *rings, *map(torch.sin, angles), *map(torch.cos, angles)], dim=1)


def preconditioning(time: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return the linear guess's slope, what it leaves, and the image's spread, at each time.

    Of data with standard deviation s, x_t = (1 - t) n + t x and v = x - n: the slope is
    cov(v, x_t) / var(x_t) = (t s^2 - (1 - t)) / (t^2 s^2 + (1 - t)^2), and s / sqrt(var(x_t)) is left.
    """
    variance = time**2 * SPREAD**2 + (1 - time) ** 2
    spread = torch.sqrt(variance)
    return (time * SPREAD**2 - (1 - time)) / variance, SPREAD / spread, spread


def waves(time: Tensor) -> Tensor:  # (N,)
    """Return sines and cosines (N, 64) of the time; Vaswani et al. 2017."""
    pace = torch.exp(torch.arange(WAVES, device=time.device) * (math.log(200.0) / (WAVES - 1)))
    angle = time[:, None] * pace
    return torch.cat([torch.sin(angle), torch.cos(angle)], dim=1)


def parameter_count(network: nn.Module) -> int:
    """Return how many weights the network has."""
    return sum(weight.numel() for weight in network.parameters())


def _eights(width: float) -> int:
    return 8 * round(width / 8)


def _through(blocks: nn.ModuleList, x: Tensor, told: Tensor) -> Tensor:
    for block in blocks:
        x = block(x, told)
    return x
