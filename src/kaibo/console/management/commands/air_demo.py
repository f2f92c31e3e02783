"""``air_demo``: put the demo show on air, through the gate that any show passes."""

from __future__ import annotations

import time

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kaibo.console.demo.room import go_live
from kaibo.console.demo.seed import SLUG
from kaibo.foundation.errors import GateClosed
from kaibo.team.facade import Staff


class Command(BaseCommand):
    help = "Start the demo show as its operator; waits until the gate opens."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", type=float, default=60.0, help="how long to wait")

    def handle(self, *args: object, **options: float) -> None:
        operator = Staff.objects.get(username="operator")
        deadline = time.monotonic() + options["seconds"]
        while True:
            try:
                show = go_live(SLUG, operator, timezone.now())
            except GateClosed as closed:
                if time.monotonic() > deadline:
                    raise CommandError(_reasons(closed)) from closed
                time.sleep(0.3)
                continue
            self.stdout.write(f"show {show} is on air" if show else "a show is on air already")
            return


def _reasons(closed: GateClosed) -> str:
    reasons = closed.detail.get("reasons", [])
    assert isinstance(reasons, list)
    return "\n".join(str(reason["message"]) for reason in reasons)
