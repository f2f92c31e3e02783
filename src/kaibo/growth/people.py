"""The viewers' table, which belongs to members: read here by name."""

from __future__ import annotations

from typing import Any

from django.apps import apps


def viewers() -> Any:
    """The manager of all viewers."""
    return apps.get_model("members", "Viewer")._default_manager
