"""What training does to rendered views: turn, mirror, colour, texture, glints, blur, noise, bars."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from training.endoscopy.loss import SceneBatch

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from training.endoscopy.frames import Shard

MIRRORED = [1, 0, 3, 2]  # left landmarks become right ones
OCTAVES = (2, 4, 8, 16, 32)  # px of the textures' grain


def scene_batch(shard: Shard, chosen: NDArray[np.intp], rng: np.random.Generator) -> SceneBatch:
    """Return the chosen views, changed at random."""
    pictures = torch.from_numpy(np.stack([coloured(shard.pictures[index], rng) for index in chosen]))
    shares = torch.from_numpy(shard.shares[chosen].astype(np.float32) / 255)
    landmarks = torch.from_numpy(shard.landmarks[chosen])
    pictures = pictures.permute(0, 3, 1, 2)
    matrices = torch.stack([motion(rng) for _ in chosen])
    pictures, shares, landmarks = moved(pictures, shares, landmarks, matrices)
    pictures = textured(pictures, rng)
    pictures = torch.stack([focused(picture, rng) for picture in pictures])
    barred(pictures, shares, landmarks, rng)
    return whole(pictures, shares, landmarks)


def whole(pictures: Tensor, shares: Tensor, landmarks: Tensor) -> SceneBatch:
    """Return the batch: background is what no label takes, and a landmark outside is absent."""
    present = ((landmarks >= 0) & (landmarks < 1)).all(dim=2)
    background = (1 - shares.sum(dim=1, keepdim=True)).clamp(0, 1)
    return SceneBatch(
        pictures.clamp(0, 1).contiguous(memory_format=torch.channels_last),
        torch.cat([background, shares], dim=1),
        torch.nan_to_num(landmarks, nan=0.5) * present[:, :, None],
        present.float(),
    )


def coloured(picture: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return pictures of one camera (..., 3) in 0 to 1 under another light and in other hues."""
    level = np.linspace(0, 1, 256, dtype=np.float32)
    bends, gains = np.exp(rng.normal(0, 0.07, (2, 3, 1)))
    curves = (level**bends * gains) ** np.exp(rng.normal(0, 0.18)) * np.exp(rng.normal(0, 0.15))
    curves = curves.astype(np.float32)
    matrix = hue_matrix(rng.normal(0, 0.08), np.exp(rng.normal(0, 0.2)))
    tinted = np.stack([curves[channel][picture[..., channel]] for channel in range(3)], axis=-1)
    return np.asarray(tinted @ matrix.T, dtype=np.float32)


def hue_matrix(angle_rad: float, saturation: float) -> NDArray[np.float32]:
    """Return the (3, 3) matrix that turns RGB about its grey axis and scales its distance from grey."""
    cos, sin = math.cos(angle_rad), math.sin(angle_rad) / math.sqrt(3)
    grey = np.full((3, 3), 1 / 3)
    cross = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
    turned = cos * (np.eye(3) - grey) + sin * cross
    return (grey + saturation * turned).astype(np.float32)


def motion(rng: np.random.Generator) -> Tensor:
    """Return a (2, 3) matrix from new to old places, both in -1 to 1 of the picture's width and height.

    Half of the views are only mirrored, or left as they are: those stay as sharp as they were.
    """
    mirror = -1.0 if rng.random() < 0.5 else 1.0
    if rng.random() < 0.5:
        return torch.tensor([[mirror, 0.0, 0.0], [0.0, 1.0, 0.0]])
    angle, scale = math.radians(rng.normal(0, 8)), math.exp(rng.normal(0, 0.15))
    cos, sin = math.cos(angle) * scale, math.sin(angle) * scale
    wide = 16 / 9
    right, down = rng.normal(0, 0.1, 2)
    return torch.tensor(
        [[mirror * cos, -sin / wide * mirror, right], [sin * wide, cos, down]], dtype=torch.float32
    )


def moved(
    pictures: Tensor, shares: Tensor, landmarks: Tensor, matrices: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Return pictures, foreground shares and landmarks after each view's motion."""
    where = functional.affine_grid(matrices, list(pictures.shape), align_corners=False)
    pictures = functional.grid_sample(pictures, where, align_corners=False)
    where = functional.affine_grid(matrices, list(shares.shape), align_corners=False)
    shares = functional.grid_sample(shares, where, align_corners=False)
    turn, shift = matrices[:, :, :2], matrices[:, :, 2]
    old = landmarks * 2 - 1 - shift[:, None]
    landmarks = (torch.linalg.solve(turn, old.transpose(1, 2)).transpose(1, 2) + 1) / 2
    flipped = torch.linalg.det(turn) < 0
    return pictures, shares, torch.where(flipped[:, None, None], landmarks[:, MIRRORED], landmarks)


def textured(pictures: Tensor, rng: np.random.Generator) -> Tensor:
    """Return the pictures with grain of random size laid over half of them, and glints over some."""
    number, _, height, width = pictures.shape
    grain = torch.zeros(number, 1, height, width)
    for side in OCTAVES:
        shape = (number, 1, height // side + 1, width // side + 1)
        noise = torch.from_numpy(rng.standard_normal(shape, dtype=np.float32))
        strength = torch.from_numpy(rng.random((number, 1, 1, 1), dtype=np.float32))
        grain += strength * functional.interpolate(noise, (height, width), mode="bilinear")
    tint = rng.normal(0, 0.05, (number, 3, 1, 1)) + rng.normal(0, 0.06, (number, 1, 1, 1))
    tint *= rng.random((number, 1, 1, 1)) < 0.4
    pictures = pictures * (1 + grain * torch.from_numpy(tint.astype(np.float32)))
    least = torch.from_numpy(rng.uniform(1.8, 8.0, (number, 1, 1, 1)).astype(np.float32))
    glint = ((grain - least) * 2).clamp(0, 1) * (pictures > 0.02)
    return torch.lerp(pictures, torch.ones(()), glint * 0.9)


def focused(picture: Tensor, rng: np.random.Generator) -> Tensor:
    """Return one picture (3, H, W) blurred or sharpened, and noisy, or neither."""
    if rng.random() < 0.45:
        sigma, amount = rng.uniform(0.4, 1.4), rng.uniform(-1.0, 1.0)
        offsets = torch.arange(-3, 4, dtype=torch.float32)
        taps = torch.softmax(-(offsets**2) / (2 * sigma**2), dim=0)
        soft = functional.conv2d(picture[:, None], taps.view(1, 1, 7, 1), padding=(3, 0))
        soft = functional.conv2d(soft, taps.view(1, 1, 1, 7), padding=(0, 3))[:, 0]
        picture = picture + amount * (soft - picture)
    if rng.random() < 0.5:
        noise = torch.from_numpy(rng.standard_normal(tuple(picture.shape), dtype=np.float32))
        picture = picture + float(rng.exponential(0.015)) * noise
    return picture


def barred(pictures: Tensor, shares: Tensor, landmarks: Tensor, rng: np.random.Generator) -> None:
    """Lay black bars over one view in eight, in place: what lies under them is not there."""
    _, _, height, width = pictures.shape
    for picture, share, places in zip(pictures, shares, landmarks, strict=True):
        if rng.random() >= 0.125:
            continue
        left, right, top, bottom = (rng.uniform(0, 0.2, 4) * (rng.random(4) < 0.6)).tolist()
        for plane, rows, columns in ((picture, height, width), (share, height // 2, width // 2)):
            plane[:, : round(top * rows)] = plane[:, rows - round(bottom * rows) :] = 0
            plane[:, :, : round(left * columns)] = plane[:, :, columns - round(right * columns) :] = 0
        x, y = places[:, 0], places[:, 1]
        outside = (x < left) | (x >= 1 - right) | (y < top) | (y >= 1 - bottom)
        places[outside] = float("nan")
