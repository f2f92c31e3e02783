"""Asks the worker to draft the review of a show that ended."""

from __future__ import annotations

import contextlib

from procrastinate import App, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued

TASK = "insight.build_review"


def ask_for_review(dsn: str, show: int) -> None:
    """Queue the task once per show; the task itself does nothing when the review is there.

    Raises psycopg.Error or procrastinate's ConnectorException (an OSError to the caller) while
    the database is away.
    """
    app = App(connector=SyncPsycopgConnector(conninfo=dsn, min_size=1, max_size=1))
    with app.open(), contextlib.suppress(AlreadyEnqueued):
        app.configure_task(TASK, queueing_lock=f"review:{show}", lock=f"review:{show}").defer(
            show=show
        )
