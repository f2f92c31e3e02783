"""What changes staff: one verb per file."""

from __future__ import annotations
