"""What is done with stock: one file per verb."""

from __future__ import annotations
