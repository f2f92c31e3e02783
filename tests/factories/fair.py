"""Open draws and red packets of a show on air, with acts entered as the gateway enters them."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection

from kaibo.foundation import ledger
from kaibo.interaction.models import Activity, AgeDeclaration, Gift, GiftRule
from kaibo.interaction.rules.activities.kind import Kind, Opening, canonical, hash_of
from kaibo.liveroom.models import Room
from kaibo.members.models import Viewer
from kaibo.selling.models import Order


class Answer(NamedTuple):
    """A row of a function that enters."""

    ord: int
    code: str
    number: int | None
    body: dict[str, Any] | None
    is_new: bool


class Sent(NamedTuple):
    """A row of `interaction_gift`."""

    ord: int
    code: str
    id: int | None
    combo: int | None
    points: int | None
    left: int | None
    is_new: bool


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def opened(room: Room, kind: Kind, rules: dict[str, Any], seconds: int = 60) -> Activity:
    """An open activity of the room's show, without the budget of a packet."""
    checked = kind.validate_rules(rules)
    assert room.show_id is not None
    row = Activity.objects.create(
        shop_id=room.shop_id, room=room, show_id=room.show_id, kind=kind.code, title="福袋",
        seconds=seconds, rules=checked, tally=[0], armed_at=now(),
        is_rehearsal=bool(room.show and room.show.is_rehearsal),
    )  # fmt: skip
    made = kind.on_open(Opening(row.pk, checked, int(now().timestamp() * 1000), 1_790_000_060_000))
    row.public, row.secret = {**checked, **made.public}, made.secret
    row.rules_hash, row.state = hash_of(checked), "open"
    row.opens_at, row.closes_at = now(), now() + dt.timedelta(seconds=seconds)
    row.save()
    assert json.loads(canonical(checked)) == checked
    return row


def fund_packet(activity: Activity) -> None:
    """What opening a packet does to the ledger."""
    shop, total = activity.shop_id, activity.rules["total"]
    issued = ledger.account("redpacket", shop, "issued", shop_id=shop, may_go_negative=True)
    packet = ledger.account("redpacket", shop, "packet", activity.pk, shop_id=shop)
    ledger.post([ledger.Move(issued.pk, packet.pk, total, "packet_fund", activity.pk)])


def viewers(count: int) -> list[int]:
    made = Viewer.objects.bulk_create(Viewer(nickname=f"观众{n}号") for n in range(count))
    return [one.pk for one in made]


def enter(
    function: str, activity: Activity, people: Sequence[int], bodies: Sequence[dict[str, Any]] = (),
    grades: Sequence[int] = (), at: dt.datetime | None = None,
) -> list[Answer]:  # fmt: skip
    """One batch of acts, in the order of the people."""
    n = len(people)
    when = at or now()
    with connection.cursor() as cursor:
        cursor.execute(
            f"select ord, code, number, body, is_new from {function}("
            "%s::bigint[], %s::bigint[], %s::int[], %s::int[], %s::jsonb[], %s::boolean[], "
            "%s::timestamptz[]) order by ord",
            [
                [activity.pk] * n, list(people), [0] * n, list(grades) or [0] * n,
                [json.dumps(one) for one in bodies] or ["{}"] * n, [False] * n, [when] * n,
            ],
        )  # fmt: skip
        rows = cursor.fetchall()
    return [
        Answer(a, b, c, json.loads(d) if isinstance(d, str) else d, e) for a, b, c, d, e in rows
    ]


def gift_shop(shop_id: int, daily: int = 5000, price: int = 10) -> Gift:
    """A shop that takes gifts, with one of them."""
    GiftRule.objects.create(shop_id=shop_id, is_open=True, daily_points=daily)
    return Gift.objects.create(shop_id=shop_id, name="小花", icon="🌸", points=price)


def of_age(viewer: int, is_adult: bool = True) -> None:
    AgeDeclaration.objects.create(
        viewer_id=viewer, is_adult=is_adult, text_version="2026-11", at=now()
    )


def give_points(shop_id: int, viewer: int, points: int) -> None:
    issued = ledger.account("points", shop_id, "issued", shop_id=shop_id, may_go_negative=True)
    wallet = ledger.account("points", shop_id, "viewer", viewer, shop_id=shop_id)
    ledger.post([ledger.Move(issued.pk, wallet.pk, points, "by_hand")])


def send_gifts(
    room: Room, wishes: Sequence[tuple[int, int, int]], at: dt.datetime | None = None,
    keys: Sequence[uuid.UUID] = (),
) -> list[Sent]:  # fmt: skip
    """(viewer, gift, quantity) each, in one batch."""
    n = len(wishes)
    with connection.cursor() as cursor:
        cursor.execute(
            "select ord, code, id, combo, points, units_left, is_new from interaction_gift("
            "%s::uuid[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::int[], "
            "%s::timestamptz[], 5000)",
            [
                list(keys) or [uuid.uuid4() for _ in wishes], [room.pk] * n, [room.show_id] * n,
                [one[0] for one in wishes], [one[1] for one in wishes], [one[2] for one in wishes],
                [at or now()] * n,
            ],
        )  # fmt: skip
        return [Sent(*row) for row in cursor.fetchall()]


def paid_order(room: Room, viewer: int) -> None:
    """An order of the room's show that was paid."""
    Order.objects.create(
        shop_id=room.shop_id, show_id=room.show_id, room_id=room.pk, buyer_id=viewer,
        idempotency_key=uuid.uuid4(), state="paid", goods_amount=100, pay_amount=100,
        placed_at=now(), expires_at=now() + dt.timedelta(minutes=15), paid_at=now(),
    )  # fmt: skip
