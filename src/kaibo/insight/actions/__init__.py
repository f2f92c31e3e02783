"""What changes a review: its draft is made, its note is written."""

from __future__ import annotations
