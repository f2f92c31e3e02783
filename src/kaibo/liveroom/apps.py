from __future__ import annotations

from django.apps import AppConfig


class LiveroomConfig(AppConfig):
    name = "kaibo.liveroom"
    label = "liveroom"
    verbose_name = "直播间"

    def ready(self) -> None:
        """Registers the checks of the go-live gate."""
        from kaibo.liveroom import gates  # noqa: F401 - needs the loaded app registry
