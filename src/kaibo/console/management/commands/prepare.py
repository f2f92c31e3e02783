"""``prepare``: bring the database up to date before the processes start, in one go."""

from __future__ import annotations

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Apply migrations; with --demo fill in the demo shop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true")

    def handle(self, *args: object, **options: bool) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        if options["demo"]:
            call_command("seed_demo", verbosity=0)
