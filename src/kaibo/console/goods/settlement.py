"""What partners of co-branded SKUs get for a period, from orders, refunds and terms."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kaibo.catalog import facade as catalog
from kaibo.catalog.facade import CobrandRow, CobrandTermFact, PaidLine
from kaibo.console.goods.sql import rows
from kaibo.foundation.models import Shop


@dataclass(frozen=True, slots=True)
class Settlement:
    """Rows of a period; ``codes`` and ``names`` are of the SKUs in them."""

    start: datetime
    end: datetime
    rows: list[CobrandRow]
    codes: dict[int, str]
    names: dict[int, str]


def settlement(shop_id: int, first: date, last: date) -> Settlement:
    """Both days inclusive, in the shop's zone."""
    zone = ZoneInfo(Shop.objects.get(pk=shop_id).time_zone)
    start = datetime.combine(first, time(), zone).astimezone(UTC)
    end = datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC)
    terms = [
        CobrandTermFact(row.partner, row.sku_id, row.share_bp, row.starts_on, row.ends_on)
        for row in catalog.CobrandTerm.objects.filter(shop_id=shop_id)
    ]
    skus = sorted({term.sku_id for term in terms})
    found = catalog.settle(_lines(shop_id, skus, start, end, zone), terms, start, end)
    named = catalog.Sku.objects.filter(pk__in=skus).select_related("product")
    codes = {sku.pk: sku.code for sku in named}
    names = {sku.pk: f"{sku.product.name} {sku.name}".strip() for sku in named}
    return Settlement(start, end, found, codes, names)


def _lines(
    shop_id: int, skus: list[int], start: datetime, end: datetime, zone: ZoneInfo
) -> list[PaidLine]:
    paid = rows("cobrand_lines", shop=shop_id, skus=skus, start=start, end=end)
    returns: dict[int, list[tuple[int, datetime]]] = {}
    for row in rows("cobrand_returns", lines=[row["line_id"] for row in paid], end=end):
        returns.setdefault(row["line_id"], []).append((row["quantity"], row["succeeded_at"]))
    return [
        PaidLine(
            row["order_id"], row["sku_id"], row["quantity"], row["net"], row["paid_at"],
            row["paid_at"].astimezone(zone).date(), returns.get(row["line_id"], ()),
        )
        for row in paid
    ]  # fmt: skip


def as_csv(found: Settlement) -> bytes:
    """For the partner's bookkeeping; amounts in yuan, no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([
        _("联名方"), _("SKU编码"), _("商品"), _("分成%"), _("订单数"), _("件数"), _("实付净额"),
        _("退款"), _("净销售额"), _("应付联名方"),
    ])  # fmt: skip
    for row in found.rows:
        net = row.net_paid - row.refunded
        texts = [row.partner, found.codes[row.sku_id], found.names[row.sku_id]]
        amounts = (row.net_paid, row.refunded, net, row.partner_amount)
        writer.writerow(
            [catalog.guarded(text) for text in texts]
            + [f"{row.share_bp / 100:.2f}", row.orders, row.units]
            + [_signed(amount) for amount in amounts]
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _signed(minor: int) -> str:
    return ("-" if minor < 0 else "") + catalog.amount_text(abs(minor))
