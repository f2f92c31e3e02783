from __future__ import annotations

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "kaibo.planning"
    label = "planning"
    verbose_name = "策划"

    def ready(self) -> None:
        """Registers the checks of planning's gates."""
        from kaibo.planning import gates  # noqa: F401 - needs the loaded app registry
