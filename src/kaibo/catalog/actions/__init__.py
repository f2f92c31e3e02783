"""What changes products: one verb per file."""

from __future__ import annotations
