"""What the warehouse does: one file per verb."""

from __future__ import annotations
