"""Who shares in the sales of a co-branded SKU, and from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import combinations

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.catalog import stamp
from kaibo.catalog.contracts import CobrandDraft
from kaibo.catalog.models import CobrandTerm, Sku
from kaibo.foundation import audit
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.team.facade import Role, Staff, require

DEALERS = (Role.BRAND_MANAGER, Role.ADMIN)


@transaction.atomic
def save_cobrands(
    actor: Staff, shop_id: int, sku_id: int, drafts: Sequence[CobrandDraft]
) -> list[CobrandTerm]:
    """Replace the terms of a SKU; the shares that hold on one day stay within 100 %.

    Settlements are computed from the terms, so a change of the past changes past settlements;
    the audit keeps what stood before.
    """
    require(actor, shop_id, *DEALERS)
    stamp.touch(shop_id)
    sku = Sku.objects.select_for_update(no_key=True).filter(pk=sku_id, shop_id=shop_id).first()
    if sku is None:
        raise NotFound(_("本店没有编号为 %(id)s 的 SKU，请刷新后再试") % {"id": sku_id})
    _check(drafts)
    rows = CobrandTerm.objects.filter(sku=sku)
    before = [_told(row) for row in rows]
    rows.delete()
    made = CobrandTerm.objects.bulk_create(
        CobrandTerm(
            shop_id=shop_id,
            sku=sku,
            partner=draft.partner.strip(),
            share_bp=draft.share_bp,
            starts_on=draft.starts_on,
            ends_on=draft.ends_on,
        )
        for draft in drafts
    )
    audit.record(
        shop=shop_id,
        actor=actor,
        action="catalog.save_cobrands",
        subject=f"sku:{sku_id}",
        detail={"before": before, "after": [_told(row) for row in made]},
    )
    return made


def _check(drafts: Sequence[CobrandDraft]) -> None:
    for draft in drafts:
        if not draft.partner.strip():
            raise InvalidInput(_("联名方不能为空，请填写名称"), field="partner")
        if not 0 < draft.share_bp <= 10_000:
            message = _("分成要大于 0 且不超过 100%%，现在是 %(share)s%%")
            raise InvalidInput(message % {"share": draft.share_bp / 100}, field="share_bp")
        if draft.ends_on is not None and draft.ends_on < draft.starts_on:
            message = _("「%(partner)s」的结束日早于开始日，请改正日期")
            raise InvalidInput(message % {"partner": draft.partner}, field="ends_on")
    for one, other in combinations(drafts, 2):
        if one.partner.strip() == other.partner.strip() and _meet(one, other):
            message = _("「%(partner)s」有两段日期重叠，请改成不重叠")
            raise InvalidInput(message % {"partner": one.partner}, field="starts_on")
    for day in {draft.starts_on for draft in drafts}:
        held = sum(each.share_bp for each in drafts if _holds(each, day))
        if held > 10_000:
            message = _("%(day)s 各方分成合计 %(share)s%%，超过 100%%，请调低")
            raise InvalidInput(message % {"day": day, "share": held / 100}, field="share_bp")


def _holds(draft: CobrandDraft, day: date) -> bool:
    return draft.starts_on <= day and (draft.ends_on is None or day <= draft.ends_on)


def _meet(one: CobrandDraft, other: CobrandDraft) -> bool:
    return _holds(one, other.starts_on) or _holds(other, one.starts_on)


def _told(row: CobrandTerm) -> list[object]:
    return [row.partner, row.share_bp, row.starts_on, row.ends_on]
