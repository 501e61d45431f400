"""The eye segmentation network on one page; shapes are for frames of 128 x 160."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

CHANNELS = (16, 24, 32, 32, 40)
CLASSES = ("background", "sclera", "iris", "pupil")
WHOLES = ("pupil", "limbus", "opening")
MOST_PARAMETERS = 100_000


class EyeNetwork(nn.Module):
    """A small U-Net whose first layer already halves the picture.

    It tells which share of each cell is background, sclera, iris and pupil as seen, and, apart from that,
    which share the whole pupil, the whole limbus and the opening between the lids would cover if the lids
    were not shut and hid nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        c0, c1, c2, c3, c4 = CHANNELS
        self.stem = layer(1, c0, stride=2)
        self.down1 = nn.Sequential(layer(c0, c1, stride=2), layer(c1, c1))
        self.down2 = nn.Sequential(layer(c1, c2, stride=2), layer(c2, c2))
        self.down3 = nn.Sequential(layer(c2, c3, stride=2), layer(c3, c3))
        self.down4 = nn.Sequential(layer(c3, c4, stride=2), layer(c4, c4))
        self.side3, self.up3 = nn.Conv2d(c4, c3, 1), layer(c3, c3)
        self.side2, self.up2 = nn.Conv2d(c3, c2, 1), layer(c2, c2)
        self.side1, self.up1 = nn.Conv2d(c2, c1, 1), layer(c1, c1)
        self.side0, self.up0 = nn.Conv2d(c1, c0, 1), layer(c0, c0)
        self.head = nn.Conv2d(c0, len(CLASSES) + len(WHOLES), 1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:  # (N, 1, 128, 160)
        """Return the logits of the shares (N, 4, 64, 80) and of the wholes (N, 3, 64, 80)."""
        a = self.stem(x)  # (N, 16, 64, 80)
        b = self.down1(a)  # (N, 24, 32, 40)
        c = self.down2(b)  # (N, 32, 16, 20)
        d = self.down3(c)  # (N, 32, 8, 10)
        e = self.down4(d)  # (N, 40, 4, 5)
        d = self.up3(d + doubled(self.side3(e)))  # (N, 32, 8, 10)
        c = self.up2(c + doubled(self.side2(d)))  # (N, 32, 16, 20)
        b = self.up1(b + doubled(self.side1(c)))  # (N, 24, 32, 40)
        a = self.up0(a + doubled(self.side0(b)))  # (N, 16, 64, 80)
        logits = self.head(a)  # (N, 7, 64, 80)
        return logits[:, : len(CLASSES)], logits[:, len(CLASSES) :]


class Probabilities(nn.Module):
    """The network as it is exported: probabilities in place of logits."""

    def __init__(self, network: EyeNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return ``shares``, which sum to one over the classes, and ``wholes``."""
        shares, wholes = self.network(x)
        return torch.softmax(shares, dim=1), torch.sigmoid(wholes)


def layer(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    """Return one convolution with its normalisation, which export folds into the weights."""
    convolution = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


def doubled(x: Tensor) -> Tensor:
    """Return the map at twice the size."""
    return functional.interpolate(x, scale_factor=2.0, mode="nearest")


def parameter_count(network: nn.Module) -> int:
    """Return the number of trained parameters."""
    return sum(parameter.numel() for parameter in network.parameters())
