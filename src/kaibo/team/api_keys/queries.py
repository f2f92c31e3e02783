"""Which keys a shop has."""

from __future__ import annotations

from datetime import datetime

from kaibo.team.api_keys.contracts import KeyCard
from kaibo.team.api_keys.models import ApiKey


def keys_of(shop_id: int, now: datetime) -> list[KeyCard]:
    """Newest first, revoked ones too."""
    found = ApiKey.objects.filter(shop_id=shop_id).select_related("created_by").order_by("-id")
    return [card(key, now) for key in found[:500]]


def state_of(key: ApiKey, now: datetime) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "expired" if key.expires_at is not None and key.expires_at <= now else "live"


def card(key: ApiKey, now: datetime) -> KeyCard:
    return KeyCard(
        id=key.pk, name=key.name, prefix=f"kb_{key.prefix}", scopes=list(key.scopes),
        calls_per_minute=key.calls_per_minute, created_by=str(key.created_by),
        created_at=key.created_at, expires_at=key.expires_at, revoked_at=key.revoked_at,
        last_used_at=key.last_used_at, state=state_of(key, now),
    )  # fmt: skip
