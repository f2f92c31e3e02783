"""What the webhook pages read."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from kaibo.foundation.errors import NotFound
from kaibo.integrations.contracts import AttemptCard, DeliveryCard, DeliveryDetail, EndpointCard
from kaibo.integrations.models import Delivery, Endpoint
from kaibo.integrations.rules.backoff import BREAKER_AT
from kaibo.integrations.rules.kinds import TITLES

PAGE = 50


def endpoints_of(shop_id: int, now: datetime) -> list[EndpointCard]:
    """Newest first, with how many deliveries stand where; one query."""
    counted = Endpoint.objects.filter(shop_id=shop_id).annotate(
        pending=Count("deliveries", filter=Q(deliveries__state="pending")),
        delivered=Count("deliveries", filter=Q(deliveries__state="delivered")),
        dead=Count("deliveries", filter=Q(deliveries__state="dead")),
    )
    return [_card(row, now) for row in counted.order_by("-id")]


def endpoint(shop_id: int, endpoint_id: int) -> Endpoint:
    found = Endpoint.objects.filter(pk=endpoint_id, shop_id=shop_id).first()
    if found is None:
        raise NotFound(_("本店没有编号为 %(id)s 的回调地址") % {"id": endpoint_id})
    return found


def deliveries(
    shop_id: int, endpoint_id: int, state: str = "", before: int = 2**63 - 1
) -> list[DeliveryCard]:
    """The log of an endpoint, newest first, a page at a time."""
    rows = Delivery.objects.filter(endpoint=endpoint(shop_id, endpoint_id), id__lt=before)
    if state:
        rows = rows.filter(state=state)
    return [delivery_card(row) for row in rows.defer("body").order_by("-id")[:PAGE]]


def delivery(shop_id: int, endpoint_id: int, delivery_id: int) -> DeliveryDetail:
    rows = Delivery.objects.filter(endpoint=endpoint(shop_id, endpoint_id), pk=delivery_id)
    found = rows.first()
    if found is None:
        raise NotFound(_("没有编号为 %(id)s 的投递记录") % {"id": delivery_id})
    tries = [
        AttemptCard(each.at, each.milliseconds, each.status, each.error, each.answer)
        for each in found.log.order_by("-id")[:100]
    ]
    return DeliveryDetail(delivery_card(found), found.body, tries)


def delivery_card(row: Delivery) -> DeliveryCard:
    return DeliveryCard(
        id=row.pk, event_id=str(row.event_id), type=row.type,
        type_name=_(TITLES.get(row.type, row.type)), state=row.state, attempts=row.attempts,
        happened_at=row.happened_at, queued_at=row.queued_at, next_at=row.next_at,
        delivered_at=row.delivered_at, last_status=row.last_status, last_error=row.last_error,
    )  # fmt: skip


def health(row: Endpoint, now: datetime) -> str:
    """well, failing (it tries on), resting (the breaker is open), stopped."""
    if not row.is_active:
        return "stopped"
    if row.failures >= BREAKER_AT and row.paused_until is not None and row.paused_until > now:
        return "resting"
    return "failing" if row.failures else "well"


def _card(row: Endpoint, now: datetime) -> EndpointCard:
    numbers = {name: int(getattr(row, name, 0)) for name in ("pending", "delivered", "dead")}
    return EndpointCard(
        id=row.pk, name=row.name, url=row.url, types=list(row.types),
        takes_rehearsals=row.takes_rehearsals, is_active=row.is_active, health=health(row, now),
        failures=row.failures, failing_since=row.failing_since, paused_until=row.paused_until,
        stopped_because=row.stopped_because, created_at=row.created_at, **numbers,
    )  # fmt: skip
