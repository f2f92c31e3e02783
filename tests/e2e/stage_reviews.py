"""Run beside a platform, with its environment: shows of the demo shop that are over."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import django

SHOWS = 7


def stage() -> None:
    """A show a day, the last with more viewers than all before, its orders and its events."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaibo.console.settings")
    sys.path.insert(0, str(Path(__file__).parents[2]))
    django.setup()
    from kaibo.foundation.config import config
    from kaibo.foundation.models import Shop
    from kaibo.insight import facade as insight
    from tests.factories.staged_show import StagedShow

    shop = Shop.objects.get(is_demo=True)
    for place in range(SHOWS):
        viewers = 320 if place == SHOWS - 1 else 110 + 8 * (place % 3)
        made = StagedShow(
            config().events, shop=shop, viewers=viewers, minutes=24, seed=3 + place,
            days_ago=SHOWS - place,
        )  # fmt: skip
        # The platform asks for a draft only within a day of a show's end.
        insight.build_review(made.show.pk, lambda: datetime.now(UTC), patience=60)


if __name__ == "__main__":
    stage()
