"""The queue of threads, what was said in one, first responses, conversion. Times in Unix ms."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from kaibo.foundation.clock import to_ms
from kaibo.foundation.errors import NotFound
from kaibo.service.models import HandOver, Message, Thread

MOST_THREADS = 200
MOST_MESSAGES = 200
_BLOCK = re.compile(r"^-- (\w+) --$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A row of the queue; ``waiting_since`` null: answered."""

    id: int
    viewer_id: int
    name: str
    state: str
    agent_id: int | None
    agent: str
    asked_at: int
    waiting_since: int | None
    last_at: int
    last_text: str
    unread: int
    order_id: int | None
    note: str


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message; ``who`` is the agent's name, empty for viewer and system."""

    id: int
    sender: str
    who: str
    text: str
    at: int
    is_quote: bool


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order of the viewer in this shop, for the agent."""

    id: int
    state: str
    pay_amount: int
    placed_at: int


@dataclass(frozen=True, slots=True)
class Response:
    """First responses in seconds; ``agent`` empty and ``agent_id`` null: the whole show."""

    agent_id: int | None
    agent: str
    threads: int
    median: float
    p90: float
    longest: float


@dataclass(frozen=True, slots=True)
class Conversion:
    """``who``: asked, spoke (without asking) or wrote; paid orders after their first word."""

    who: str
    viewers: int
    buyers: int
    orders: int
    amount: int

    @property
    def rate(self) -> float | None:
        return self.buyers / self.viewers if self.viewers else None


@dataclass(frozen=True, slots=True)
class CardRow:
    """A hand-over card as it was signed."""

    id: int
    facts: dict[str, Any]
    promises: str
    given_by_id: int
    given_by: str
    given_at: int
    taken_by: str
    taken_at: int | None


def queue(room_id: int) -> list[ThreadRow]:
    """Threads of a room: who waits longest first, then the others, last word first."""
    rows = Thread.objects.select_related("viewer", "agent").filter(room_id=room_id)
    rows = rows.order_by(F("waiting_since").asc(nulls_last=True), "-last_at", "-id")
    return [_thread(row) for row in rows[:MOST_THREADS]]


def thread_card(thread_id: int) -> tuple[Thread, ThreadRow]:
    """The thread and its row; raises `NotFound`."""
    row = Thread.objects.select_related("viewer", "agent").filter(pk=thread_id).first()
    if row is None:
        raise NotFound(_("没有编号 %(id)s 的会话") % {"id": thread_id})
    return row, _thread(row)


def messages(thread_ids: list[int]) -> list[MessageRow]:
    """The last messages of the threads, oldest first."""
    rows = Message.objects.select_related("staff").filter(thread_id__in=thread_ids)
    newest = list(rows.order_by("-at", "-id")[:MOST_MESSAGES])
    return [_message(row) for row in reversed(newest)]


def orders_of(shop_id: int, viewer_id: int) -> list[OrderRow]:
    """The viewer's last orders in the shop."""
    orders = apps.get_model("selling", "Order")._default_manager
    rows = orders.filter(shop_id=shop_id, buyer_id=viewer_id).order_by("-id")[:10]
    return [OrderRow(row.pk, row.state, row.pay_amount, to_ms(row.placed_at)) for row in rows]


def mine(room_id: int, viewer_id: int) -> QuerySet[Thread]:
    """The viewer's threads of a room, also from before they logged in."""
    people = Q(viewer_id=viewer_id) | Q(viewer__merged_into_id=viewer_id)
    return Thread.objects.filter(people, room_id=room_id)


def responses(room_id: int, show_id: int) -> list[Response]:
    """First-response times of a show: the whole first, then by agent."""
    rows = _rows("responses", {"room": room_id, "show": show_id})
    staff = apps.get_model("team", "Staff")._default_manager
    names = {one.pk: str(one) for one in staff.filter(pk__in=[row[0] for row in rows if row[0]])}
    return [
        Response(agent, names.get(agent, ""), n, float(median), float(p90), float(longest))
        for agent, n, median, p90, longest in rows
    ]


def conversion(show_id: int) -> list[Conversion]:
    """Askers, other speakers and writers of a show, with what they bought after; exact."""
    rows = {row[0]: Conversion(*row) for row in _rows("conversion", {"show": show_id})}
    return [rows.get(who, Conversion(who, 0, 0, 0, 0)) for who in ("asked", "spoke", "wrote")]


def stage_facts(room_id: int, now: datetime) -> dict[str, Any]:
    """What whoever takes over the stage must know, from one query."""
    [[text]] = _rows("stage", {"room": room_id, "now": now})
    found: dict[str, Any] = json.loads(text)
    return found


def cards(show_id: int) -> list[CardRow]:
    """The hand-over cards of a show, newest first."""
    rows = HandOver.objects.select_related("given_by", "taken_by").filter(show_id=show_id)
    return [
        CardRow(
            row.pk, row.facts, row.promises, row.given_by_id, str(row.given_by),
            to_ms(row.given_at), str(row.taken_by or ""),
            to_ms(row.taken_at) if row.taken_at else None,
        )
        for row in rows.order_by("-id")[:20]
    ]  # fmt: skip


def _thread(row: Thread) -> ThreadRow:
    return ThreadRow(
        row.pk, row.viewer_id, row.viewer.nickname, row.state, row.agent_id,
        str(row.agent or ""), to_ms(row.asked_at),
        to_ms(row.waiting_since) if row.waiting_since else None, to_ms(row.last_at),
        row.last_text, row.staff_unread, row.order_id, row.note,
    )  # fmt: skip


def _message(row: Message) -> MessageRow:
    who = str(row.staff) if row.staff else ""
    return MessageRow(row.pk, row.sender, who, row.text, to_ms(row.at), row.comment_id is not None)


def _rows(name: str, values: dict[str, int | datetime]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_blocks()[name], values)
        return list(cursor.fetchall())


@cache
def _blocks() -> dict[str, str]:
    parts = _BLOCK.split((files("kaibo.service") / "service.sql").read_text())[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))
