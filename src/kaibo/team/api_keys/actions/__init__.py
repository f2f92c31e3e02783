"""What administrators do with keys: one file per verb."""

from __future__ import annotations
