"""The workflow network on one page: what a picture shows, and what that means after all that came before."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from bedside.endoscopy.interface import PHASES, STEPS
from training.endoscopy.network import layer

HEIGHT, WIDTH = 72, 128
CHANNELS = (16, 32, 48)
FEATURES = 2 * CHANNELS[-1]
STATE = 128


class Encoder(nn.Module):
    """Tells from one picture alone what it shows, as features, and for its own training as steps."""

    def __init__(self) -> None:
        super().__init__()
        c0, c1, c2 = CHANNELS
        self.layers = nn.Sequential(
            layer(3, c0, stride=2),
            layer(c0, c1, stride=2),
            layer(c1, c1),
            layer(c1, c2, stride=2),
            layer(c2, c2),
        )
        self.steps = nn.Linear(FEATURES, len(STEPS))

    def forward(self, pictures: Tensor) -> Tensor:  # (N, 3, 72, 128)
        """Return the features (N, 96): means and largest values over the picture."""
        seen = self.layers(pictures)  # (N, 48, 9, 16)
        return torch.cat([seen.mean(dim=(2, 3)), seen.amax(dim=(2, 3))], dim=1)


class Memory(nn.Module):
    """A gated recurrent unit (Cho et al. 2014) over one picture a second; it never looks ahead."""

    def __init__(self) -> None:
        super().__init__()
        self.narrow = nn.Linear(FEATURES, FEATURES)
        self.unit = nn.GRU(FEATURES, STATE, batch_first=True)
        self.phases = nn.Linear(STATE, len(PHASES))
        self.steps = nn.Linear(STATE, len(STEPS))
        self.remaining = nn.Linear(STATE, 1)

    def forward(self, features: Tensor, state: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return logits and minutes for features (N, T, 96) from the state (N, 128).

        Returns
        -------
        tuple
            Logits of phases (N, T, 7) and steps (N, T, 13), remaining minutes (N, T), next state (N, 128).
        """
        told, last = self.unit(torch.relu(self.narrow(features)), state[None])  # (N, T, 128), (1, N, 128)
        minutes = functional.softplus(self.remaining(told)[:, :, 0]) * 10
        return self.phases(told), self.steps(told), minutes, last[0]


class WorkflowNetwork(nn.Module):
    """Both parts; for one operation, T pictures from a state."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.memory = Encoder(), Memory()

    def forward(self, pictures: Tensor, state: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return what Memory returns, of pictures (1, T, 3, 72, 128)."""
        features = self.encoder(pictures[0])[None]
        return cast("tuple[Tensor, Tensor, Tensor, Tensor]", self.memory(features, state))


class WorkflowProbabilities(nn.Module):
    """The network as it is exported: probabilities in place of logits."""

    def __init__(self, network: WorkflowNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, pictures: Tensor, state: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return ``phases`` and ``steps``, which sum to one, ``remaining`` minutes and ``next_state``."""
        phases, steps, minutes, last = self.network(pictures, state)
        return torch.softmax(phases, dim=2), torch.softmax(steps, dim=2), minutes, last
