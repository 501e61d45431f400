"""The network that makes 256 x 256 of 128 x 128 in one evaluation, with a noise of its own."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.fetal_ultrasound.network import CONDITION, MEAN, SPREAD, Block

COARSE, FINE = 2, 4  # pixels along a side that become channels, of the image and of what comes out
WIDTH = 48
BLOCKS = 3
TOLD = 32


class SuperResolution(nn.Module):
    """Residual blocks on cells of 2 x 2 pixels, added to the smoothly enlarged image.

    It is convolutional throughout: trained on cut-outs, used on whole images.
    """

    def __init__(self, width: int = WIDTH, blocks: int = BLOCKS) -> None:
        super().__init__()
        self.tell = nn.Sequential(nn.Linear(CONDITION, TOLD), nn.SiLU(), nn.Linear(TOLD, TOLD), nn.SiLU())
        self.into = nn.Conv2d(COARSE**2 + FINE**2, width, 3, padding=1)
        self.blocks = nn.ModuleList(Block(width, TOLD) for _ in range(blocks))
        self.out = nn.Sequential(nn.SiLU(), nn.Conv2d(width, FINE**2, 3, padding=1))

    def forward(self, image: Tensor, noise: Tensor, condition: Tensor) -> Tensor:
        """Return the enlarged image (N, 1, 2H, 2W) in the data scale.

        Parameters
        ----------
        image
            (N, 1, H, W) in the data scale; H and W are even.
        noise
            (N, 1, 2H, 2W).
        condition
            (N, 11), as the device makes it.
        """
        told = self.tell(condition)
        seen = functional.pixel_unshuffle((image - MEAN) / SPREAD, COARSE)
        x = self.into(torch.cat([seen, functional.pixel_unshuffle(noise, FINE)], dim=1))  # (N, C, H/2, W/2)
        for block in self.blocks:
            x = block(x, told)
        detail = functional.pixel_shuffle(self.out(x), FINE)
        return enlarged(image) + SPREAD * detail


def enlarged(image: Tensor) -> Tensor:
    """Return the image at twice the size, bilinear, by pixel areas."""
    return functional.interpolate(image, scale_factor=2.0, mode="bilinear", align_corners=False)
