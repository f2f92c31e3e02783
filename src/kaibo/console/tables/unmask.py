"""Showing one row's personal data in the clear: an act of a person, with a reason, in the audit."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.console.tables.columns import columns
from kaibo.console.tables.masking import opened
from kaibo.console.tables.scopes import rows_of_shop
from kaibo.console.tables.spec import Table
from kaibo.foundation import audit
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.team.facade import Staff, require


@transaction.atomic
def unmask(
    actor: Staff, table: Table, shop_id: int, row_id: int, reason: str, now: datetime
) -> dict[str, str]:
    """Column name to clear text. The audit keeps who, which row and why, not what."""
    require(actor, shop_id, *table.unmaskers)
    hidden = [each for each in columns(table) if each.kind == "person"]
    if not hidden:
        raise InvalidInput(_("「%(name)s」没有打码的列") % {"name": table.zh}, field="key")
    if not reason.strip():
        raise InvalidInput(_("请写明查看原因，例如：客服回访"), field="reason")
    rows = rows_of_shop(table.model, table.shop, shop_id).filter(pk=row_id)
    found = rows.values_list(*[each.path for each in hidden]).first()
    if found is None:
        raise NotFound(_("本店的「%(name)s」里没有编号 %(id)s") % {"name": table.zh, "id": row_id})
    audit.record(
        shop=shop_id, actor=actor, action="console.unmask", subject=f"{table.key}:{row_id}"[:80],
        detail={"reason": reason.strip(), "columns": [each.name for each in hidden]}, at=now,
    )  # fmt: skip
    return {each.name: opened(value) for each, value in zip(hidden, found, strict=True)}
