"""How money comes in and goes back: one adapter per provider, one `adapter.Adapter` for all."""

from __future__ import annotations
