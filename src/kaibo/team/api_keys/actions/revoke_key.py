"""Take a key out of use, for good."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, NotFound
from kaibo.team.access import require
from kaibo.team.api_keys.models import ApiKey
from kaibo.team.models import Role, Staff


@transaction.atomic
def revoke_key(actor: Staff, shop_id: int, key_id: int, now: datetime) -> None:
    """From the next call on it opens nothing. Locks the key; its account loses its roles."""
    require(actor, shop_id, Role.ADMIN)
    key = ApiKey.objects.select_for_update(no_key=True).filter(pk=key_id, shop_id=shop_id).first()
    if key is None:
        raise NotFound(_("本店没有编号为 %(id)s 的密钥") % {"id": key_id})
    if key.revoked_at is not None:
        raise Conflict(_("这个密钥已经吊销"))
    key.revoked_at = now
    key.save(update_fields=["revoked_at"])
    key.account.memberships.all().delete()
    Staff.objects.filter(pk=key.account_id).update(is_active=False)
    audit.record(
        shop=shop_id, actor=actor, action="team.revoke_api_key", subject=f"api_key:{key.pk}",
        detail={"name": key.name, "prefix": key.prefix}, at=now,
    )  # fmt: skip
