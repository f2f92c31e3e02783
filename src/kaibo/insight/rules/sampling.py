"""Which viewers a cell keeps once it has too many, and how wrong a count from them may be."""

from __future__ import annotations

from math import sqrt

SHARES = 30
_MASK = 2**64 - 1


def is_sampled(viewer: int, halvings: int) -> bool:
    """Whether the viewer's hash falls in the lowest ``2 ** -halvings`` of all hashes."""
    return not halvings or _hash(viewer) >> (64 - halvings) == 0


def estimate(sampled: int, halvings: int) -> int:
    """How many viewers there are when ``sampled`` of them fell into the sample."""
    return sampled << halvings


def relative_error(sampled: int, halvings: int) -> float:
    """Standard error of `estimate` relative to it; 0 while counting is exact."""
    if not halvings or not sampled:
        return 0.0
    return sqrt((1 - 2.0**-halvings) / sampled)


def _hash(viewer: int) -> int:
    """splitmix64: neighbouring ids fall far apart."""
    mixed = (viewer + 0x9E3779B97F4A7C15) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
    return mixed ^ (mixed >> 31)
