from __future__ import annotations

from django.apps import AppConfig


class LiveroomConfig(AppConfig):
    name = "kaibo.liveroom"
    label = "liveroom"
    verbose_name = "直播间"
