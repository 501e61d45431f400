"""How far two textures are apart, and numbers that describe one."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

FILTERS, PATCH, STRIDE = 32, 7, 3


def sliced_distance(found: Tensor, real: Tensor) -> Tensor:
    """Return the sliced Wasserstein distance between the patches of pairs of images (N, 1, H, W).

    Elnekave and Weiss 2022, "Generating natural images with direct patch distributions matching": patches
    are seen along directions drawn at random, and sorted there; the distributions meet where the sorted
    values do. Half of the directions have no mean, so that they see texture alone.
    """
    filters = torch.randn(FILTERS, 1, PATCH, PATCH, device=found.device)
    filters[::2] -= filters[::2].mean(dim=(2, 3), keepdim=True)
    filters = filters / filters.flatten(1).norm(dim=1)[:, None, None, None]
    seen = [functional.conv2d(image, filters, stride=STRIDE).flatten(2) for image in (found, real)]
    one, other = (values.sort(dim=2).values for values in seen)
    return (one - other).abs().mean()


def texture(images: Tensor, inside: Tensor) -> dict[str, float]:
    """Return mean, spread and neighbours' correlation of grey values within the field of view.

    Parameters
    ----------
    images
        (N, 1, H, W) in the data scale.
    inside
        (N, 1, H, W), 1 within the field of view.
    """
    seen = inside > 0.5
    values = images[seen]
    return {
        "grey_mean": float(values.mean()),
        "grey_spread": float(values.std()),
        "correlation_across": _correlation(images, seen, 3),
        "correlation_down": _correlation(images, seen, 2),
    }


def _correlation(images: Tensor, seen: Tensor, axis: int) -> float:
    """Return the correlation of the local residue with that of the next pixel along the axis."""
    residue = images - functional.avg_pool2d(images, 9, stride=1, padding=4)
    length = images.shape[axis] - 1
    both = seen.narrow(axis, 0, length) & seen.narrow(axis, 1, length)
    pair = torch.stack([residue.narrow(axis, 0, length)[both], residue.narrow(axis, 1, length)[both]])
    return float(torch.corrcoef(pair)[0, 1])
