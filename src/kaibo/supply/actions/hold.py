"""Put units aside for a show or a partner, until a moment; the clock lets them go.

Locks: ledger accounts in ascending id, then the hold.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit, ledger
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.supply import houses
from kaibo.supply.access import KEEPERS
from kaibo.supply.actions.release import freed
from kaibo.supply.errors import WrongStep
from kaibo.supply.models import Hold
from kaibo.team.facade import Staff, require

BATCH = 200
LONGEST = dt.timedelta(days=366)


@dataclass(frozen=True, slots=True)
class HoldDraft:
    """Units of a SKU for somebody; a show uses its holds when its links are filled."""

    sku_id: int
    units: int
    holder: str
    until: dt.datetime
    warehouse_id: int | None = None
    show_id: int | None = None


@transaction.atomic
def hold(staff: Staff, shop_id: int, draft: HoldDraft, now: dt.datetime) -> Hold:
    """Raises `ledger.BalanceTooLow` when the warehouse has fewer free."""
    require(staff, shop_id, *KEEPERS)
    houses.positive(draft.units)
    houses.check_skus(shop_id, [draft.sku_id])
    _check(shop_id, draft, now)
    house = houses.house(draft.warehouse_id, shop_id)
    here = houses.at_house(draft.sku_id, house)
    held = houses.place(draft.sku_id, shop_id, "held", house.pk)
    ledger.lock([here.id, held.id])
    row = Hold.objects.create(
        shop_id=shop_id, sku_id=draft.sku_id, warehouse=house, show_id=draft.show_id,
        holder=draft.holder.strip(), units=draft.units, until=draft.until, made_by=staff,
        made_at=now,
    )  # fmt: skip
    ledger.transfer(here, held, draft.units, "hold", row.pk, staff.pk, now)
    _record(row, staff, "supply.hold", now)
    return row


@transaction.atomic
def let_go(staff: Staff, shop_id: int, hold_id: int, now: dt.datetime) -> Hold:
    """Give a hold back before its end. Raises `NotFound`, `WrongStep`."""
    require(staff, shop_id, *KEEPERS)
    known = Hold.objects.filter(pk=hold_id, shop_id=shop_id).first()
    if known is None:
        raise NotFound(_("本店没有保留单 %(id)s") % {"id": hold_id})
    row = _close(known, Hold.State.RELEASED, staff.pk, now)
    if row is None:
        known.refresh_from_db()
        raise WrongStep(
            _("保留单 %(id)s %(state)s，不能再放回")
            % {"id": hold_id, "state": _(known.get_state_display())}
        )
    _record(row, staff, "supply.let_go", now)
    return row


def release_expired(now: dt.datetime, limit: int = BATCH) -> int:
    """Let go of holds whose time is over, each in its own transaction; returns how many."""
    due = Hold.objects.filter(state=Hold.State.HELD, until__lte=now).order_by("until", "id")
    closed = 0
    for row in due[:limit]:
        with transaction.atomic():
            closed += _close(row, Hold.State.EXPIRED, None, now) is not None
    return closed


def _close(known: Hold, state: str, actor_id: int | None, now: dt.datetime) -> Hold | None:
    """Lock accounts, then the hold; None when somebody else has closed it meanwhile."""
    move = freed(known, f"hold_{state}")
    ledger.lock([move.debit_id, move.credit_id])
    row = Hold.objects.select_for_update(no_key=True).get(pk=known.pk)
    if row.state != Hold.State.HELD:
        return None
    ledger.post([move], actor_id=actor_id, at=now)
    row.state, row.closed_at = state, now
    row.save(update_fields=["state", "closed_at"])
    return row


def _check(shop_id: int, draft: HoldDraft, now: dt.datetime) -> None:
    if not draft.holder.strip():
        raise InvalidInput(_("请填写为谁保留"), field="holder")
    if draft.until > now + LONGEST:
        raise InvalidInput(_("最长可以保留一年，请把截止时间提前"), field="until")
    if draft.until <= now:
        raise InvalidInput(_("保留截止时间要晚于现在"), field="until")
    show = apps.get_model("planning", "Show")
    if draft.show_id is None:
        return
    if not show._default_manager.filter(pk=draft.show_id, shop_id=shop_id).exists():
        raise NotFound(_("本店没有场次 %(id)s") % {"id": draft.show_id})


def _record(row: Hold, staff: Staff, action: str, now: dt.datetime) -> None:
    audit.record(
        shop=row.shop_id, actor=staff, action=action, subject=f"hold:{row.pk}",
        detail={"sku": row.sku_id, "units": row.units, "holder": row.holder}, at=now,
    )  # fmt: skip
