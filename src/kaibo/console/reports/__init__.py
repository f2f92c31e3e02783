"""Figures over several domains, read from their tables: one named statement per question."""

from __future__ import annotations
