"""What people type about themselves, checked and normalized, with messages that name the remedy."""

from __future__ import annotations
