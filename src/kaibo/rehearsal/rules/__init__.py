"""How a synthetic viewer decides; pure, every draw from the generator that is passed in."""

from __future__ import annotations
