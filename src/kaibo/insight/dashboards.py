"""Dashboards of a shop as pages read them, and what their charts can be made of."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import msgspec
from django.utils.translation import gettext as _

from kaibo.foundation.clock import to_ms
from kaibo.foundation.errors import NotFound
from kaibo.insight import airing
from kaibo.insight.access import may_review
from kaibo.insight.charts.answer import figures
from kaibo.insight.charts.starters import starters
from kaibo.insight.models import Dashboard, OwnMetric, Review

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

_REVIEWS = 30


def dashboards(shop_id: int, actor: Staff) -> list[dict[str, Any]]:
    """By name, without their charts."""
    may_review(actor, shop_id)
    rows = Dashboard.objects.filter(shop_id=shop_id).select_related("saved_by").order_by("name")
    return [{**_head(one), "charts": len(one.charts)} for one in rows]


def dashboard(dashboard_id: int, actor: Staff) -> dict[str, Any]:
    """With its charts. Raises NotFound."""
    rows = Dashboard.objects.select_related("saved_by").filter(pk=dashboard_id)
    found = rows.first()
    if found is None:
        raise NotFound(_("没有编号 {id} 的数据看板").format(id=dashboard_id))
    may_review(actor, found.shop_id)
    return whole(found)


def whole(one: Dashboard) -> dict[str, Any]:
    """A dashboard as the API gives it."""
    return {**_head(one), "shop_id": one.shop_id, "charts": one.charts}


def choices(shop_id: int, actor: Staff) -> dict[str, Any]:
    """Shows, hosts, products, sources and metrics of a shop, and dashboards to begin from."""
    may_review(actor, shop_id)
    own = set(OwnMetric.objects.filter(shop_id=shop_id).values_list("key", flat=True))
    fields = ("id", "zh", "en", "unit", "formula", "formula_zh", "kinds", "by",
              "pooling")  # fmt: skip
    return {
        "shows": [asdict(one) for one in airing.shows(shop_id)],
        "hosts": airing.hosts(shop_id), "products": airing.products(shop_id),
        "sources": _sources(shop_id),
        "metrics": [
            {**{name: getattr(one, name) for name in fields}, "own": one.id in own}
            for one in figures(shop_id).values()
        ],
        "starters": [msgspec.to_builtins(one) for one in starters()],
    }  # fmt: skip


def _head(one: Dashboard) -> dict[str, Any]:
    return {
        "id": one.pk, "name": one.name, "version": one.version,
        "saved_by": str(one.saved_by), "saved_at": to_ms(one.saved_at),
    }  # fmt: skip


def _sources(shop_id: int) -> list[str]:
    """Where visits of the newest reviewed shows came from, by name."""
    rows = Review.objects.filter(show__shop_id=shop_id, show__is_rehearsal=False)
    newest = rows.order_by("-made_at").values_list("body__sources", flat=True)[:_REVIEWS]
    return sorted({one["source"] for found in newest for one in found or () if one["source"]})
