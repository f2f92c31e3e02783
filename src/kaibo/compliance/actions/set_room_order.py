"""Slow mode, who may speak, links, lengths and rates of one room."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.compliance.actions.penalize import JUDGES
from kaibo.compliance.models import RoomRules
from kaibo.compliance.revisions import touch
from kaibo.compliance.rules.room import RoomOrder, wrong_field
from kaibo.foundation import audit
from kaibo.foundation.errors import InvalidInput
from kaibo.team.facade import Staff, require


@transaction.atomic
def set_room_order(
    actor: Staff, shop_id: int, room_id: int, order: RoomOrder, now: datetime
) -> None:
    """Holds from the next comment on, on every gateway. The caller knows whose room it is."""
    require(actor, shop_id, *JUDGES)
    if (wrong := wrong_field(order)) is not None:
        raise InvalidInput(_("「%(field)s」超出范围") % {"field": wrong}, field=wrong)
    values = {
        "slow_seconds": order.slow_seconds, "audience": order.audience,
        "link_filter": order.link_filter, "max_length": order.max_length,
        "rates": {kind: list(pair) for kind, pair in order.rates.items()},
    }  # fmt: skip
    RoomRules.objects.update_or_create(
        room_id=room_id, defaults=values | {"shop_id": shop_id, "by": actor, "at": now}
    )
    touch(shop_id, "rooms")
    audit.record(
        shop=shop_id, actor=actor, action="compliance.set_room_order", subject=f"room:{room_id}",
        detail=values, at=now,
    )  # fmt: skip
