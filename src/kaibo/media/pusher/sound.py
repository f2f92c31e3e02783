"""Soft background tones: a pentatonic phrase that repeats, computed once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 44_100
_STEP_SECONDS = 0.8
_NOTES = (261.6, 329.6, 392.0, 440.0, 523.3, 440.0, 392.0, 329.6, 293.7, 392.0)


def phrase(level: float = 0.12) -> NDArray[np.float32]:
    """One repetition as mono samples between -1 and 1; its end runs into its start."""
    step = int(RATE * _STEP_SECONDS)
    total = np.zeros(step * len(_NOTES), np.float32)
    time = np.arange(step * 2) / RATE
    fade = np.minimum(1, time * 40) * np.exp(-time * 3) * (1 - time / time[-1])
    for index, note in enumerate(_NOTES):
        tone = np.sin(2 * np.pi * note * time) + 0.3 * np.sin(4 * np.pi * note * time)
        places = (np.arange(step * 2) + index * step) % len(total)
        total[places] += (level * fade * tone).astype(np.float32)
    return total


def piece(loop: NDArray[np.float32], start: int, count: int) -> NDArray[np.float32]:
    """``count`` samples from sample ``start`` of the endless sound, shape (1, count)."""
    return loop[np.arange(start, start + count) % len(loop)][None, :]
