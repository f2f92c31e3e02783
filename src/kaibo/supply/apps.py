from __future__ import annotations

from django.apps import AppConfig


class SupplyConfig(AppConfig):
    name = "kaibo.supply"
    label = "supply"
    verbose_name = "库存"

    def ready(self) -> None:
        """Registers the checks of supply's gates, and what a show's line-up may count on."""
        from kaibo.planning import facade as planning
        from kaibo.supply import gates  # noqa: F401 - needs the loaded app registry
        from kaibo.supply.queries.papers import held_units

        planning.ask_for_held(held_units)
