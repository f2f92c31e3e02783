"""The `kaibo` command."""

from __future__ import annotations
