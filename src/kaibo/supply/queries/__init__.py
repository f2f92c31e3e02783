"""Reading stock: where units stand, what moved, what is due."""

from __future__ import annotations
