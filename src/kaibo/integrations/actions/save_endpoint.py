"""Name an address that gets the shop's events, change it, change its secret, take it away."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.config import config
from kaibo.foundation.crypto import seal
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.foundation.models import OutboxMessage, Shop
from kaibo.integrations.contracts import EndpointDraft
from kaibo.integrations.models import Endpoint
from kaibo.integrations.rules import signing
from kaibo.integrations.rules.guard import BadAddress, check_url
from kaibo.integrations.rules.kinds import PING, TITLES
from kaibo.team.facade import Role, require

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

MOST = 20
BOTH_SECRETS_FOR = timedelta(hours=24)


@transaction.atomic
def create_endpoint(
    actor: Staff, shop_id: int, draft: EndpointDraft, now: datetime
) -> tuple[Endpoint, str]:
    """The endpoint and its secret, shown once. Locks the shop row (number of endpoints)."""
    require(actor, shop_id, Role.ADMIN)
    _check(draft)
    Shop.objects.select_for_update(no_key=True).get(pk=shop_id)
    if Endpoint.objects.filter(shop_id=shop_id).count() >= MOST:
        raise Conflict(_("最多 %(most)s 个回调地址，请先删除不用的") % {"most": MOST})
    secret = signing.new_secret()
    newest = OutboxMessage.objects.aggregate(newest=Max("id"))["newest"] or 0
    made = Endpoint.objects.create(
        shop_id=shop_id, name=draft.name, url=draft.url, types=draft.types,
        takes_rehearsals=draft.takes_rehearsals, is_active=draft.is_active,
        secret_cipher=seal(secret), since_outbox_id=newest, created_by=actor, created_at=now,
    )  # fmt: skip
    _note(actor, made, "create_endpoint", now, url=draft.url, types=draft.types)
    return made, secret


@transaction.atomic
def change_endpoint(
    actor: Staff, shop_id: int, endpoint_id: int, draft: EndpointDraft, now: datetime
) -> Endpoint:
    """Locks the endpoint. Switching it on again closes the circuit breaker."""
    require(actor, shop_id, Role.ADMIN)
    _check(draft)
    row = locked(shop_id, endpoint_id)
    was_resting = not row.is_active or row.url != draft.url
    row.name, row.url, row.types = draft.name, draft.url, draft.types
    row.takes_rehearsals, row.is_active = draft.takes_rehearsals, draft.is_active
    row.stopped_because = "" if draft.is_active else row.stopped_because or "staff"
    if was_resting:
        row.failures, row.failing_since, row.paused_until = 0, None, None
    row.save()
    _note(actor, row, "change_endpoint", now, url=row.url, types=row.types, is_active=row.is_active)
    return row


@transaction.atomic
def renew_secret(actor: Staff, shop_id: int, endpoint_id: int, now: datetime) -> str:
    """A new secret, shown once; for a day the old one signs too. Locks the endpoint."""
    require(actor, shop_id, Role.ADMIN)
    row = locked(shop_id, endpoint_id)
    secret = signing.new_secret()
    row.old_secret_cipher, row.old_secret_until = row.secret_cipher, now + BOTH_SECRETS_FOR
    row.secret_cipher = seal(secret)
    row.save(update_fields=["secret_cipher", "old_secret_cipher", "old_secret_until"])
    _note(actor, row, "renew_secret", now)
    return secret


@transaction.atomic
def remove_endpoint(actor: Staff, shop_id: int, endpoint_id: int, now: datetime) -> None:
    """With its deliveries and their log; audit keeps that it was there. Locks the endpoint."""
    require(actor, shop_id, Role.ADMIN)
    row = locked(shop_id, endpoint_id)
    _note(actor, row, "remove_endpoint", now, url=row.url)
    row.delete()


def locked(shop_id: int, endpoint_id: int) -> Endpoint:
    """The endpoint, locked; raises `NotFound`."""
    rows = Endpoint.objects.select_for_update(no_key=True)
    found = rows.filter(pk=endpoint_id, shop_id=shop_id).first()
    if found is None:
        raise NotFound(_("本店没有编号为 %(id)s 的回调地址") % {"id": endpoint_id})
    return found


def _check(draft: EndpointDraft) -> None:
    if not draft.name.strip():
        raise InvalidInput(_("请给回调地址起个名字"), field="name")
    try:
        check_url(draft.url, config().webhooks_private)
    except BadAddress as error:
        raise InvalidInput(str(error), field="url") from error
    known = [name for name in TITLES if name != PING]
    if unknown := [name for name in draft.types if name not in known]:
        message = _("没有「%(type)s」这种事件，可选：%(known)s")
        raise InvalidInput(
            message % {"type": unknown[0][:40], "known": "、".join(known)}, field="types"
        )


def _note(actor: Staff, row: Endpoint, verb: str, now: datetime, **more: object) -> None:
    audit.record(
        shop=row.shop_id, actor=actor, action=f"integrations.{verb}",
        subject=f"endpoint:{row.pk}", detail={"name": row.name, **more}, at=now,
    )  # fmt: skip
