"""Make a key: its account, its roles, its token."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput
from kaibo.foundation.models import Shop
from kaibo.team.access import require
from kaibo.team.actions.set_roles import write_roles
from kaibo.team.api_keys import scopes as scope_table
from kaibo.team.api_keys import tokens
from kaibo.team.api_keys.contracts import NewKey
from kaibo.team.api_keys.models import ApiKey
from kaibo.team.api_keys.queries import card
from kaibo.team.models import Role, Staff

MOST_LIVE_KEYS = 50
FASTEST = 6000


@transaction.atomic
def create_key(
    actor: Staff,
    shop_id: int,
    *,
    name: str,
    scopes: Sequence[str],
    expires_at: datetime | None,
    calls_per_minute: int,
    now: datetime,
) -> NewKey:
    """The token is in the answer and nowhere else. Locks the shop row (number of keys)."""
    require(actor, shop_id, Role.ADMIN)
    held = _checked(scopes)
    _sensible(name, expires_at, calls_per_minute, now)
    Shop.objects.select_for_update(no_key=True).get(pk=shop_id)
    if ApiKey.objects.filter(shop_id=shop_id, revoked_at=None).count() >= MOST_LIVE_KEYS:
        message = _("本店已有 %(most)s 个有效密钥，请先吊销不用的")
        raise Conflict(message % {"most": MOST_LIVE_KEYS})
    prefix, token = tokens.make()
    account = _account(name, prefix)
    write_roles(account, shop_id, scope_table.roles_for(held))
    key = ApiKey.objects.create(
        shop_id=shop_id, name=name, prefix=prefix, token_hash=tokens.hash_of(token), scopes=held,
        account=account, calls_per_minute=calls_per_minute, created_by=actor, created_at=now,
        expires_at=expires_at,
    )  # fmt: skip
    audit.record(
        shop=shop_id, actor=actor, action="team.create_api_key", subject=f"api_key:{key.pk}",
        detail={"name": name, "prefix": prefix, "scopes": held, "expires_at": expires_at}, at=now,
    )  # fmt: skip
    return NewKey(card(key, now), token)


def _checked(scopes: Sequence[str]) -> list[str]:
    known = scope_table.all_scopes()
    if unknown := [scope for scope in scopes if scope not in known]:
        message = _("没有「%(scope)s」这个权限范围，可选：%(known)s")
        raise InvalidInput(
            message % {"scope": unknown[0][:40], "known": "、".join(known)}, field="scopes"
        )
    if not scopes:
        raise InvalidInput(_("请至少选一个权限范围"), field="scopes")
    return sorted(set(scopes), key=known.index)


def _sensible(name: str, expires_at: datetime | None, rate: int, now: datetime) -> None:
    if not name.strip():
        raise InvalidInput(_("请给密钥起个名字，例如对接的系统名"), field="name")
    if expires_at is not None and expires_at <= now:
        raise InvalidInput(_("到期时间要晚于现在"), field="expires_at")
    if not 1 <= rate <= FASTEST:
        message = _("每分钟调用次数要在 1 到 %(most)s 之间")
        raise InvalidInput(message % {"most": FASTEST}, field="calls_per_minute")


def _account(name: str, prefix: str) -> Staff:
    """No person can take this name (the colon) or log in with it (no password)."""
    account = Staff(
        username=f"key:{prefix}", display_name=f"API {name}"[:40], is_staff=False, is_active=True
    )
    account.set_unusable_password()
    account.save(force_insert=True)
    return account
