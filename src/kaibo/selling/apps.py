from __future__ import annotations

from django.apps import AppConfig


class SellingConfig(AppConfig):
    name = "kaibo.selling"
    label = "selling"
    verbose_name = "销售"

    def ready(self) -> None:
        from kaibo.interaction.activity_facade import answer_newcomers
        from kaibo.selling.checkout.facts import is_newcomer

        answer_newcomers(is_newcomer)
