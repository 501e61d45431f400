"""The scene network on one page; shapes are for pictures of 144 x 256."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from bedside.endoscopy.interface import LABELS, LANDMARKS

HEIGHT, WIDTH = 144, 256
GRID_HEIGHT, GRID_WIDTH = 72, 128  # of the shares
HEAT_HEIGHT, HEAT_WIDTH = 36, 64  # of the landmarks' heat maps
CHANNELS = (16, 32, 56, 112)
MOST_PARAMETERS = 500_000


class SceneNetwork(nn.Module):
    """A small U-Net whose first layer already halves the picture, with a second head for landmarks.

    A landmark's place is the mean of its heat map (Luvizon et al. 2019, soft-argmax), so that it is finer
    than the map's cells; whether it is there is read from the features under its own heat map.
    """

    def __init__(self) -> None:
        super().__init__()
        c0, c1, c2, c3 = CHANNELS
        self.stem = nn.Sequential(layer(3, c0, stride=2), layer(c0, c0))
        self.down1 = nn.Sequential(layer(c0, c1, stride=2), layer(c1, c1))
        self.down2 = nn.Sequential(layer(c1, c2, stride=2), layer(c2, c2))
        self.down3 = nn.Sequential(layer(c2, c3, stride=2), layer(c3, c3), layer(c3, c3, dilation=2))
        self.side2, self.up2 = nn.Conv2d(c3, c2, 1), layer(c2, c2)
        self.side1, self.up1 = nn.Conv2d(c2, c1, 1), layer(c1, c1)
        self.side0, self.up0 = nn.Conv2d(c1, c0, 1), layer(c0, c0)
        self.head = nn.Conv2d(c0, len(LABELS), 1)
        self.marks = layer(c1, c1)
        self.heat = nn.Conv2d(c1, len(LANDMARKS), 1)
        self.local = nn.Parameter(torch.randn(len(LANDMARKS), c1) / c1**0.5)
        self.whole = nn.Linear(c3, len(LANDMARKS))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:  # (N, 3, 144, 256)
        """Return logits of the shares (N, 4, 72, 128), of the heat (N, 4, 2304) and of presence (N, 4)."""
        a = self.stem(x)  # (N, 16, 72, 128)
        b = self.down1(a)  # (N, 32, 36, 64)
        c = self.down2(b)  # (N, 56, 18, 32)
        d = self.down3(c)  # (N, 112, 9, 16)
        c = self.up2(c + doubled(self.side2(d)))  # (N, 56, 18, 32)
        b = self.up1(b + doubled(self.side1(c)))  # (N, 32, 36, 64)
        marks = self.marks(b)  # (N, 32, 36, 64)
        heat = self.heat(marks).flatten(2)  # (N, 4, 2304)
        under = torch.softmax(heat, dim=2) @ marks.flatten(2).transpose(1, 2)  # (N, 4, 32)
        presence = (under * self.local).sum(dim=2) + self.whole(d.mean(dim=(2, 3)))  # (N, 4)
        a = self.up0(a + doubled(self.side0(b)))  # (N, 16, 72, 128)
        return self.head(a), heat, presence


class SceneProbabilities(nn.Module):
    """The network as it is exported: probabilities and coordinates in place of logits."""

    def __init__(self, network: SceneNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        """Return ``shares``, which sum to one over labels, and ``landmarks`` (N, 4, 3): x, y, presence."""
        shares, heat, presence = self.network(picture)
        landmarks = torch.cat([places(heat), torch.sigmoid(presence)[:, :, None]], dim=2)
        return torch.softmax(shares, dim=1), landmarks


def places(heat: Tensor) -> Tensor:
    """Return the heat maps' means (N, 4, 2): x and y in 0 to 1 of the picture's width and height."""
    return torch.softmax(heat, dim=2) @ cell_middles().to(heat)


def cell_middles() -> Tensor:
    """Return x and y of the middle of each heat map cell, (2304, 2), in 0 to 1."""
    y = (torch.arange(HEAT_HEIGHT) + 0.5) / HEAT_HEIGHT
    x = (torch.arange(HEAT_WIDTH) + 0.5) / HEAT_WIDTH
    rows, columns = torch.meshgrid(y, x, indexing="ij")
    return torch.stack([columns.flatten(), rows.flatten()], dim=1)


def layer(inputs: int, outputs: int, stride: int = 1, dilation: int = 1) -> nn.Sequential:
    """Return one convolution with its normalisation, which export folds into the weights."""
    convolution = nn.Conv2d(inputs, outputs, 3, stride, dilation, dilation, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


def doubled(x: Tensor) -> Tensor:
    """Return the map at twice the size."""
    return functional.interpolate(x, scale_factor=2.0, mode="nearest")


def parameter_count(network: nn.Module) -> int:
    """Return the number of trained parameters."""
    return sum(parameter.numel() for parameter in network.parameters())
