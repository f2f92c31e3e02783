"""Keep a dashboard, or throw it away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound, TooMany
from kaibo.insight.access import may_review
from kaibo.insight.charts.answer import figures
from kaibo.insight.charts.chart import BadChart, Chart, check
from kaibo.insight.charts.words import why
from kaibo.insight.models import Dashboard

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

MOST = 60  # of one shop


@transaction.atomic
def add_dashboard(shop_id: int, name: str, charts: Sequence[Chart], actor: Staff) -> Dashboard:
    """A new one. Raises InvalidInput for a chart that makes no sense, Conflict for a taken name."""
    may_review(actor, shop_id)
    _refuse_bad(shop_id, charts)
    if Dashboard.objects.filter(shop_id=shop_id).count() >= MOST:
        raise TooMany(_("数据看板最多 {most} 个，请先删除不用的").format(most=MOST))
    with _named_once(name):
        saved = Dashboard.objects.create(
            shop_id=shop_id, name=name, charts=_plain(charts), saved_by=actor,
            saved_at=datetime.now(UTC),
        )  # fmt: skip
    _record("insight.add_dashboard", saved, actor)
    return saved


@transaction.atomic
def save_dashboard(
    dashboard_id: int, version: int, name: str, charts: Sequence[Chart], actor: Staff
) -> Dashboard:
    """Write it over the version that was read. Locks it. Raises Conflict when somebody was first.

    Also NotFound, InvalidInput for a chart that makes no sense.
    """
    found = _locked(dashboard_id, actor)
    if found.version != version:
        raise Conflict(
            _("{who} 刚保存过这个看板：请另存为副本，或载入新版再改").format(who=found.saved_by),
            version=found.version,
        )
    _refuse_bad(found.shop_id, charts)
    found.name, found.charts, found.version = name, _plain(charts), version + 1
    found.saved_by, found.saved_at = actor, datetime.now(UTC)
    with _named_once(name):
        found.save()
    _record("insight.save_dashboard", found, actor)
    return found


@transaction.atomic
def drop_dashboard(dashboard_id: int, actor: Staff) -> None:
    """Throw it away. Locks it."""
    found = _locked(dashboard_id, actor)
    _record("insight.drop_dashboard", found, actor)
    found.delete()


def _locked(dashboard_id: int, actor: Staff) -> Dashboard:
    rows = Dashboard.objects.select_for_update(no_key=True, of=("self",))
    found = rows.select_related("saved_by").filter(pk=dashboard_id).first()
    if found is None:
        raise NotFound(_("没有编号 {id} 的数据看板").format(id=dashboard_id))
    may_review(actor, found.shop_id)
    return found


def _refuse_bad(shop_id: int, charts: Sequence[Chart]) -> None:
    known = figures(shop_id)
    for number, chart in enumerate(charts, 1):
        try:
            check(chart, known)
        except BadChart as problem:
            raise InvalidInput(
                _("第 {number} 张图：{why}").format(number=number, why=why(problem)),
                chart=number, fault=problem.code,
            ) from None  # fmt: skip


@contextmanager
def _named_once(name: str) -> Iterator[None]:
    """Raises Conflict where the shop has one of that name."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        text = _("已有叫“{name}”的数据看板，请换个名字").format(name=name)
        raise Conflict(text, fault="taken") from None


def _plain(charts: Sequence[Chart]) -> list[dict[str, Any]]:
    return list(msgspec.to_builtins(charts))


def _record(action: str, one: Dashboard, actor: Staff) -> None:
    audit.record(
        shop=one.shop_id, actor=actor, action=action, subject=f"dashboard:{one.pk}",
        detail={"name": one.name, "charts": len(one.charts), "version": one.version},
    )  # fmt: skip
