from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext

from kaibo.foundation import words


class ConsoleConfig(AppConfig):
    name = "kaibo.console"
    label = "console"
    verbose_name = "中控"

    def ready(self) -> None:
        words.speak_by(gettext)
