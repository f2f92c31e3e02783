"""Decisions of webhooks, without I/O."""

from __future__ import annotations
