"""Kaibo 开播: the self-hosted operating system for live commerce."""

from __future__ import annotations

__version__ = "0.1.0"
