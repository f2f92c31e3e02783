"""Send again what was sent, or what was missed while an endpoint was off."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.foundation.models import OutboxMessage
from kaibo.integrations.actions.save_endpoint import locked
from kaibo.integrations.engine.relay import Row, single_facts
from kaibo.integrations.models import Delivery, DeliveryState, Endpoint
from kaibo.integrations.rules.facts import Event, text_of
from kaibo.integrations.rules.kinds import PING, wants
from kaibo.team.facade import Role, require

if TYPE_CHECKING:
    import psycopg

    from kaibo.team.facade import Staff

LONGEST = timedelta(days=31)
MOST = 20_000


@transaction.atomic
def ping(actor: Staff, shop_id: int, endpoint_id: int, now: datetime) -> Delivery:
    """A test event, due at once even while the endpoint rests. Locks the endpoint."""
    require(actor, shop_id, Role.ADMIN)
    row = locked(shop_id, endpoint_id)
    _awake(row)
    event_id = uuid.uuid4()
    body = text_of(event_id, PING, now, {"shop": shop_id, "endpoint": row.pk})
    made = Delivery.objects.create(
        endpoint=row, event_id=event_id, type=PING, body=body, happened_at=now, queued_at=now,
        next_at=now,
    )  # fmt: skip
    _note(actor, row, "ping", now)
    return made


@transaction.atomic
def replay_one(
    actor: Staff, shop_id: int, endpoint_id: int, delivery_id: int, now: datetime
) -> Delivery:
    """The same event under the same id, at once. Locks the endpoint, then the delivery."""
    require(actor, shop_id, Role.ADMIN)
    row = locked(shop_id, endpoint_id)
    _awake(row)
    found = (
        Delivery.objects.select_for_update(no_key=True).filter(pk=delivery_id, endpoint=row).first()
    )
    if found is None:
        raise NotFound(_("没有编号为 %(id)s 的投递记录") % {"id": delivery_id})
    found.state, found.tries = DeliveryState.PENDING, 0
    found.queued_at = found.next_at = now
    found.save(update_fields=["state", "tries", "queued_at", "next_at"])
    _note(actor, row, "replay", now, delivery=found.pk, type=found.type)
    return found


@transaction.atomic
def replay_range(
    actor: Staff, shop_id: int, endpoint_id: int, since: datetime, until: datetime, now: datetime
) -> int:
    """All facts of a stretch of time, sent before or missed; returns how many. Locks the endpoint.

    Ids stay the same, so a receiver that keeps them counts nothing twice.
    """
    require(actor, shop_id, Role.ADMIN)
    _sensible(since, until)
    row = locked(shop_id, endpoint_id)
    _awake(row)
    stretch = OutboxMessage.objects.filter(at__gte=since, at__lt=until)
    rows = stretch.filter(Q(body__shop=shop_id) | Q(kind="orders"))  # a batch names its shop inside
    facts = rows.order_by("id").values_list("id", "event_id", "kind", "body")
    wanted = _wanted(row, list(facts[: MOST + 1]), now)
    if len(wanted) > MOST:
        message = _("这段时间有超过 %(most)s 个事件，请分几段重放")
        raise InvalidInput(message % {"most": MOST}, field="until")
    Delivery.objects.bulk_create(
        wanted, update_conflicts=True, unique_fields=["endpoint", "event_id"],
        update_fields=["state", "tries", "queued_at", "next_at"], batch_size=1000,
    )  # fmt: skip
    _note(actor, row, "replay_range", now, since=since, until=until, events=len(wanted))
    return len(wanted)


def _wanted(row: Endpoint, facts: Sequence[Row], now: datetime) -> list[Delivery]:
    connection.ensure_connection()
    raw = cast("psycopg.Connection[Any]", connection.connection)
    found = {fact.id: fact for _id, fact in single_facts(raw, facts) if _takes(row, fact)}
    return [
        Delivery(
            endpoint=row, event_id=fact.id, type=fact.type, body=fact.body,
            happened_at=fact.at, queued_at=now, next_at=now,
        )
        for fact in found.values()
    ]  # fmt: skip


def _takes(row: Endpoint, fact: Event) -> bool:
    return (
        fact.shop_id == row.shop_id
        and wants(row.types, fact.type)
        and (row.takes_rehearsals or not fact.is_rehearsal)
    )


def _sensible(since: datetime, until: datetime) -> None:
    if not since < until <= since + LONGEST:
        raise InvalidInput(_("结束要晚于开始，一次最多 31 天"), field="until")


def _awake(row: Endpoint) -> None:
    if not row.is_active:
        raise Conflict(_("「%(name)s」已停用，请先启用") % {"name": row.name})
    if row.paused_until is not None:
        row.paused_until = None
        row.save(update_fields=["paused_until"])


def _note(actor: Staff, row: Endpoint, verb: str, now: datetime, **more: object) -> None:
    audit.record(
        shop=row.shop_id, actor=actor, action=f"integrations.{verb}",
        subject=f"endpoint:{row.pk}", detail={"name": row.name, **more}, at=now,
    )  # fmt: skip
