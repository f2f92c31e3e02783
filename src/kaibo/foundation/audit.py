"""The append-only record of staff actions, one hash chain per shop (and one for no shop).

``hash = SHA-256(previous hash + canonical JSON of the row)``, so that a changed, removed or
inserted row breaks every later link. `verify_chain` finds the first break.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction
from django.utils import timezone

from kaibo.foundation.models import AuditEntry, Shop

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

GENESIS = bytes(32)
# First key of the two-key advisory lock that gives each shop's chain one writer at a time.
LOCK_SPACE = 0x4B41


@dataclass(frozen=True, slots=True)
class Break:
    """A row at which a chain no longer holds."""

    entry_id: int
    reason: str


def record(
    *,
    shop: Shop | int | None,
    actor: Staff | int | None,
    action: str,
    subject: str,
    detail: Mapping[str, object],
    at: datetime | None = None,
) -> None:
    """Append one entry in the caller's transaction.

    ``action`` is ``domain.verb`` (``catalog.update_product``), ``subject`` is ``noun:id``;
    secrets and personal data must not stand in ``detail``. Holds the chain until commit, so call
    it last.
    """
    shop_id = shop.pk if isinstance(shop, Shop) else shop
    actor_id = actor if isinstance(actor, int) or actor is None else actor.pk
    with transaction.atomic():
        _lock(shop_id)
        _append(shop_id, actor_id, action, subject, _plain(detail), at or timezone.now())


def verify_chain(shop_id: int | None) -> list[Break]:
    """The breaks of one chain, first to last; empty when nothing was changed."""
    return verify_entries(_chain(shop_id).order_by("id").iterator())


def verify_entries(entries: Iterable[AuditEntry]) -> list[Break]:
    """Checks rows in the order of their ids."""
    breaks, previous = [], GENESIS
    for entry in entries:
        if bytes(entry.previous_hash) != previous:
            breaks.append(Break(entry.pk, "an entry before this one was removed or changed"))
        if bytes(entry.hash) != chain_hash(bytes(entry.previous_hash), entry):
            breaks.append(Break(entry.pk, "this entry was changed after it was written"))
        previous = bytes(entry.hash)
    return breaks


def chain_hash(previous: bytes, entry: AuditEntry) -> bytes:
    """The hash of an entry that follows ``previous``."""
    body = {
        "shop": entry.shop_id,
        "actor": entry.actor_id,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
    }
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(previous + text.encode()).digest()


def _append(
    shop_id: int | None,
    actor_id: int | None,
    action: str,
    subject: str,
    detail: dict[str, Any],
    at: datetime,
) -> None:
    last = _chain(shop_id).order_by("-id").first()
    entry = AuditEntry(
        shop_id=shop_id, actor_id=actor_id, action=action, subject=subject, detail=detail, at=at
    )
    entry.previous_hash = bytes(last.hash) if last else GENESIS
    entry.hash = chain_hash(entry.previous_hash, entry)
    entry.save(force_insert=True)


def _chain(shop_id: int | None) -> models.QuerySet[AuditEntry]:
    entries = AuditEntry.objects.all()
    return entries.filter(shop=None) if shop_id is None else entries.filter(shop_id=shop_id)


def _lock(shop_id: int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, shop_id or 0])


def _plain(value: object) -> Any:
    """What jsonb gives back exactly as it was put in: floats and unknown types become text."""
    if isinstance(value, Mapping):
        return {_plain(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int):
        return value
    # PostgreSQL refuses NUL and lone surrogates in jsonb.
    return str(value).replace("\x00", "�").encode("utf-8", "replace").decode()
