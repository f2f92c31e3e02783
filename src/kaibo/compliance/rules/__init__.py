"""Decisions of compliance, without I/O."""

from __future__ import annotations
