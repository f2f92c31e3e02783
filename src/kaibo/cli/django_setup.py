"""Load the control plane into this process."""

from __future__ import annotations

import os


def setup() -> None:
    """`django.setup()` with our settings; safe to call twice."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaibo.console.settings")
    import django

    django.setup()
