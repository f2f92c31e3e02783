"""What the clock does across domains."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from kaibo.selling import offer_facade as offers


@app.periodic(cron="* * * * *")
@app.task(queue="orders", queueing_lock="console.leftovers")
def bring_leftovers_home(timestamp: int) -> None:
    """Units of unpaid orders come back to their link after the show ended; take them home."""
    offers.return_all_leftovers(timezone.now())


@app.task(queue="demo", queueing_lock="console.demo_shelves")
def open_demo_shelves() -> None:
    """The demo shop's other goods, drawn while its show is on air already."""
    from kaibo.console.demo import open_shelves  # its drawings are no business of other shops

    open_shelves()
