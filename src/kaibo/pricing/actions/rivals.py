"""Rivals' prices: by hand, by sheet, and away again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import NotFound
from kaibo.pricing import queries
from kaibo.pricing.actions.decide_price import DECIDERS
from kaibo.pricing.models import RivalPrice
from kaibo.pricing.rules.rival_sheet import RivalRow
from kaibo.team.facade import Role, Staff, require

WATCHERS = (*DECIDERS, Role.ANALYST)


@transaction.atomic
def add_rival(
    actor: Staff,
    shop_id: int,
    sku_id: int,
    rival: str,
    price: int,
    seen_on: date,
    now: datetime,
    url: str = "",
    note: str = "",
) -> RivalPrice:
    """One price by hand; the same rival and day is corrected. Raises `NotFound`."""
    require(actor, shop_id, *WATCHERS)
    sku = queries.sku_of(shop_id, sku_id)
    row, _made = RivalPrice.objects.update_or_create(
        sku=sku,
        rival=rival,
        seen_on=seen_on,
        defaults={
            "shop_id": shop_id, "price": price, "url": url, "note": note, "created_by": actor,
            "created_at": now,
        },
    )  # fmt: skip
    detail = {"rival": rival, "price": price, "seen_on": seen_on.isoformat()}
    _record(shop_id, actor, "pricing.add_rival", f"sku:{sku_id}", detail)
    return row


@transaction.atomic
def import_rivals(actor: Staff, shop_id: int, rows: list[RivalRow], now: datetime) -> int:
    """All good rows of a sheet in one statement; the last row of a rival and day counts."""
    require(actor, shop_id, *WATCHERS)
    ids = queries.sku_ids_by_code(shop_id)
    last = {(row.sku_code, row.rival, row.seen_on): row for row in rows}
    RivalPrice.objects.bulk_create(
        (
            RivalPrice(
                shop_id=shop_id, sku_id=ids[row.sku_code], rival=row.rival, price=row.price,
                seen_on=row.seen_on, url=row.url, note=row.note, created_by=actor, created_at=now,
            )
            for row in last.values()
        ),
        update_conflicts=True,
        unique_fields=["sku", "rival", "seen_on"],
        update_fields=["price", "url", "note", "created_by", "created_at"],
    )  # fmt: skip
    detail: dict[str, object] = {"rows": len(last), "skus": len({row.sku_code for row in rows})}
    _record(shop_id, actor, "pricing.import_rivals", f"shop:{shop_id}", detail)
    return len(last)


@transaction.atomic
def delete_rival(actor: Staff, shop_id: int, rival_id: int) -> None:
    """A wrong entry goes; the audit keeps it. Raises `NotFound`."""
    require(actor, shop_id, *WATCHERS)
    row = (
        RivalPrice.objects.select_for_update(no_key=True)
        .filter(pk=rival_id, shop_id=shop_id)
        .first()
    )
    if row is None:
        raise NotFound(_("没有编号为 %(id)s 的竞品价格，请刷新后再试") % {"id": rival_id})
    detail = {"rival": row.rival, "price": row.price, "seen_on": row.seen_on.isoformat()}
    subject = f"sku:{row.sku_id}"
    row.delete()
    _record(shop_id, actor, "pricing.delete_rival", subject, detail)


def _record(
    shop_id: int, actor: Staff, action: str, subject: str, detail: dict[str, object]
) -> None:
    audit.record(shop=shop_id, actor=actor, action=action, subject=subject, detail=detail)
