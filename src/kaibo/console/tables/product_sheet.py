"""The product sheet of catalog as an import of the tables 商品 and SKU."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.catalog import facade as catalog
from kaibo.console.tables.importing import BadCell, GoodRow, Outcome
from kaibo.foundation import audit
from kaibo.team.facade import Staff, require


def run(actor: Staff, shop_id: int, content: bytes, store: bool, now: datetime) -> Outcome:
    """Good products are stored when ``store``; units to receive go by the receipts sheet."""
    require(actor, shop_id, *catalog.EDITORS)
    reading = catalog.read_sheet(content)
    known = catalog.settle_with_shop(shop_id, reading)
    if store and reading.good:
        with transaction.atomic():
            catalog.import_products(actor, shop_id, reading)
            audit.record(
                shop=shop_id, actor=actor, action="console.import", subject="sheet:products",
                detail={"rows": reading.rows, "stored": len(reading.good)}, at=now,
            )  # fmt: skip
    good = [
        GoodRow(each.lines[0], _summary(each, each.draft.code in known)) for each in reading.good
    ]
    bad = [BadCell(each.line, each.column, each.value, each.message) for each in reading.bad]
    return Outcome(reading.rows, good, bad, store)


def _summary(incoming: catalog.Incoming, is_known: bool) -> str:
    words = _("修改 %(code)s %(name)s") if is_known else _("新建 %(code)s %(name)s")
    return words % {"code": incoming.draft.code, "name": incoming.draft.name}
