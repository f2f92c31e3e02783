"""What supply demands before a show goes live; loaded when the app starts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from kaibo.foundation.gate import Question, Reason, check
from kaibo.planning import facade as planning
from kaibo.supply import houses
from kaibo.supply.models import BufferOverride, SkuPolicy
from kaibo.supply.names import sku_names
from kaibo.supply.queries.papers import held_units
from kaibo.supply.queries.position import positions
from kaibo.supply.rules.buffer import releasable
from kaibo.supply.rules.lots import expired_units

PAGE = "/studio/stock"


@check("go_live", "buffer_kept")
def buffer_kept(asked: Question) -> Iterable[Reason]:
    """The plan leaves each SKU's safety buffer and takes nothing past its date."""
    wanted = _demand(asked.subject_id)
    lifted = set(
        BufferOverride.objects.filter(show_id=asked.subject_id).values_list("sku_id", flat=True)
    )
    percent = houses.settings_of(asked.shop_id).buffer_percent
    own = {
        row.sku_id: row.buffer_percent
        for row in SkuPolicy.objects.filter(sku_id__in=wanted)
        if row.buffer_percent is not None
    }
    known, lots = positions(wanted), houses.lots_at(wanted)
    on_sale, today = houses.promised(wanted), houses.today(asked.now)
    names, held = sku_names(list(wanted)), held_units(asked.subject_id)
    for sku, units in wanted.items():
        free = known[sku].free + held.get(sku, 0)
        old = expired_units(lots[sku], today)
        share = 0 if sku in lifted else own.get(sku, percent)
        most = releasable(free, on_sale[sku], old, share)
        if most < units <= free:
            words = _("%(name)s 计划放 %(n)s 件，留安全库存、除去过期后最多 %(most)s 件")
            message = words % {"name": names[sku], "n": units, "most": most}
            yield Reason("buffer_kept", message, "brand_manager", f"{PAGE}?sku={sku}")


def _demand(show_id: int) -> dict[int, int]:
    """SKU → units the plan still wants: what lies on the show's links already is there."""
    plan = planning.frozen_plan(show_id)
    wanted: dict[int, int] = defaultdict(int)
    if plan is None or planning.show_card(show_id).is_rehearsal:
        return wanted
    known = positions({sku.id for link in plan.links for sku in link.skus})
    for link in plan.links:
        for sku in link.skus:
            there = known[sku.id].on_links.get(link.id, 0)
            wanted[sku.id] += max(0, link.live_stock - there)
    return wanted
