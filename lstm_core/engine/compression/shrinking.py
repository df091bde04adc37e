"""Structured shrinking: whole hidden units are ranked and removed, so the network is really smaller.

A unit's rank is the first-order estimate of what the loss does without it: the square of the sum of weight times
gradient over all that belongs to it, over a few batches (Molchanov et al. 2019, equation 8). Where an axis of a
parameter differs between the network and a fresh smaller one, it is an axis of units, in as many blocks as it has
gates or directions; which units those are says the parameter's place. `H` units before, `G` blocks.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

BATCHES = 16
ONE = "all"  # the group of all layers where they have the same units
PROJECTION = "projection.weight"  # of a smaller language model whose head is its table
_STACKED = re.compile(r"(?:^|\.)(forwards|backwards)\.(\d+)\.(?:.*\.)?(\w+?)(?:_l\d+)?$")
_PLAIN = re.compile(r"(?:^|\.)(weight_ih|weight_hh|bias_ih|bias_hh)_l(\d+)$")
_NORM = re.compile(r"(?:^|\.)norms\.(\d+)\.")
_START = re.compile(r"(?:^|\.)start\.\d+$")


class Axis(NamedTuple):
    """One axis of a parameter: blocks of units of these groups, and further entries behind them."""

    axis: int
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Sizes:
    """Hidden units before and after, and the heads that share them evenly."""

    hidden: int
    left: int
    heads: int = 1


class Shrinking:
    """From a network to a fresh one of the same spec with fewer units.

    `together`: all layers keep the same units, because what they hand on is added up.
    """

    def __init__(self, large: nn.Module, small: nn.Module, sizes: Sizes, *, together: bool) -> None:
        self.large, self.small, self.sizes, self.together = large, small, sizes, together
        names = [name for name, _ in large.named_parameters()]
        self.both = any("backwards." in name for name in names)
        self.layers = 1 + max((number for name in names if (number := _layer(name)) is not None), default=0)
        self.plan = {name: axes for name in names if (axes := self._axes(name))}

    def importance(self, loss: Callable[[nn.Module, int], Tensor]) -> dict[str, Tensor]:
        """What each unit (H,) of each group is worth, over a few batches of the training part."""
        found: dict[str, Tensor] = {}
        network, mode = self.large, self.large.training
        network.train()
        for step in range(BATCHES):
            network.zero_grad(set_to_none=True)
            loss(network, step).backward()
            batch: dict[str, Tensor] = {}
            for name, weight in network.named_parameters():
                if weight.grad is not None and name in self.plan:
                    for group, part in self._by_unit(name, (weight.detach() * weight.grad).double()):
                        batch[group] = batch[group] + part if group in batch else part
            for group, part in batch.items():
                found[group] = found.get(group, torch.zeros_like(part)) + part.square()
        network.zero_grad(set_to_none=True)
        network.train(mode)
        return found

    def chosen(self, worth: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """The units that stay, rising, as many of every head."""
        heads, kept = self.sizes.heads, {}
        for group, values in worth.items():
            rows = values.view(heads, -1)
            best = rows.topk(self.sizes.left // heads, dim=1).indices.sort(dim=1).values
            kept[group] = (best + torch.arange(heads)[:, None] * rows.shape[1]).flatten()
        return kept

    @torch.no_grad()
    def transfer(self, kept: Mapping[str, Tensor]) -> None:
        """Copy what belongs to the units that stay into the smaller network."""
        target = dict(self.small.named_parameters())
        before = dict(self.large.named_parameters())
        for name, weight in before.items():
            target[name].copy_(self._cut(name, weight.detach(), kept))
        if PROJECTION in target and PROJECTION not in before:  # what the table read as it was is selected from now on
            places = kept[self._handed_on(self.layers - 1, 1)[0]]
            target[PROJECTION].copy_(torch.eye(self.sizes.hidden)[:, places])
            target[PROJECTION.replace("weight", "bias")].zero_()

    def _axes(self, name: str) -> list[Axis]:
        """The axes of a parameter that hold units."""
        large, small = (dict(each.named_parameters())[name] for each in (self.large, self.small))
        if _START.search(name):
            return [Axis(2, (ONE,) if self.together else tuple(self._starts()))]
        if _is_headed(large):
            return [Axis(2, (self._group(name, 0, 1)[0],))]
        fewer = self.sizes.hidden - self.sizes.left
        return [
            Axis(axis, tuple(self._group(name, axis, (size - less) // fewer)))
            for axis, (size, less) in enumerate(zip(large.shape, small.shape, strict=True))
            if size != less
        ]

    def _by_unit(self, name: str, product: Tensor) -> list[tuple[str, Tensor]]:
        """What of a product belongs to the units of each group."""
        hidden, found = self.sizes.hidden, list[tuple[str, Tensor]]()
        for axis, groups in self.plan[name]:
            if _START.search(name):
                rows = product[:, 0]  # (L, H)
                found += [(groups[0], rows.sum(0))] if self.together else list(zip(groups, rows, strict=True))
            elif _is_headed(product):
                found.append((groups[0], product.sum(dim=(1, 3)).flatten() + product.sum(dim=(1, 2)).flatten()))
            else:
                others = [each for each in range(product.ndim) if each != axis]
                sums = product.sum(dim=others) if others else product
                found += [(group, sums[number * hidden : (number + 1) * hidden]) for number, group in enumerate(groups)]
        return found

    def _cut(self, name: str, value: Tensor, kept: Mapping[str, Tensor]) -> Tensor:
        """A parameter without the units that go."""
        hidden, heads = self.sizes.hidden, self.sizes.heads
        for axis, groups in self.plan.get(name, []):
            if _START.search(name):
                rows = [kept[groups[0] if self.together else group] for group in self._starts()]
                value = torch.stack([part[:, places] for part, places in zip(value, rows, strict=True)])
            elif _is_headed(value):
                within = kept[groups[0]].view(heads, -1) - torch.arange(heads)[:, None] * (hidden // heads)
                value = torch.stack([part[:, places][:, :, places] for part, places in zip(value, within, strict=True)])
            else:
                places = [kept[group] + number * hidden for number, group in enumerate(groups)]
                rest = torch.arange(len(groups) * hidden, value.shape[axis])
                value = value.index_select(axis, torch.cat([*places, rest]))
        return value

    def _group(self, name: str, axis: int, blocks: int) -> Sequence[str]:
        """The group of each block of an axis."""
        if self.together:
            return [ONE] * blocks
        stacked, plain, norm = _STACKED.search(name), _PLAIN.search(name), _NORM.search(name)
        if stacked or plain:
            side = stacked[1] if stacked else "forwards"
            number, leaf = (int(stacked[2]), stacked[3]) if stacked else (int(plain[2]), plain[1]) if plain else (0, "")
            return (
                self._handed_on(number - 1, blocks) if leaf == "weight_ih" and axis else [f"{side}.{number}"] * blocks
            )
        return self._handed_on(int(norm[1]) if norm else self.layers - 1, blocks)

    def _handed_on(self, number: int, blocks: int) -> Sequence[str]:
        """What a layer hands on: forward units, and backward ones behind them."""
        if self.together:
            return [ONE] * blocks
        sides = ("forwards", "backwards") if self.both else ("forwards",)
        return [f"{sides[block % len(sides)]}.{number}" for block in range(blocks)]

    def _starts(self) -> Sequence[str]:
        """The group of each row of a trained beginning."""
        sides = ("forwards", "backwards") if self.both else ("forwards",)
        return [ONE if self.together else f"{side}.{number}" for side in sides for number in range(self.layers)]


def _layer(name: str) -> int | None:
    found = _STACKED.search(name) or _PLAIN.search(name)
    return int(found[2]) if found else None


def _is_headed(weight: Tensor) -> bool:
    """A recurrent matrix in blocks of heads (N, G, H / N, H / N)."""
    return weight.ndim == 4
