"""Reads of planning: rows with the facts of products and stock joined, as contracts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.apps import apps
from django.db.models import Max, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from kaibo.foundation.clock import to_ms
from kaibo.foundation.errors import NotFound
from kaibo.foundation.models import LedgerAccount
from kaibo.planning import freezing
from kaibo.planning.contracts import (
    BlockRow,
    CanSell,
    CheckCard,
    GoalCard,
    LinkRow,
    PlanVersion,
    ScriptReport,
    SegmentRow,
    ShowCard,
    SkuFact,
    TaskCard,
)
from kaibo.planning.models import (
    Channel,
    ChecklistItem,
    FrozenPlan,
    Goal,
    LineupLink,
    PhaseTask,
    ScriptSegment,
    SegmentBlock,
    Show,
)
from kaibo.planning.rules import goal_metrics, margin, script
from kaibo.planning.rules.cells import prices_text
from kaibo.planning.stock import stock_by_link


def show(show_id: int) -> Show:
    """The show, or `NotFound`."""
    found = Show.objects.select_related("shop").filter(pk=show_id).first()
    if found is None:
        raise NotFound(_("There is no show %(id)s") % {"id": show_id}, show=show_id)
    return found


def locked_show(show_id: int) -> Show:
    """The show, its row locked until the transaction ends; every change of a plan takes it."""
    show(show_id)
    return (
        Show.objects.select_for_update(of=("self",), no_key=True)
        .select_related("shop")
        .get(pk=show_id)
    )


def shows(shop_ids: Iterable[int]) -> QuerySet[Show]:
    """Shows of these shops, newest first."""
    return (
        Show.objects.filter(shop_id__in=list(shop_ids))
        .select_related("shop")
        .order_by("-planned_start_at", "-id")
    )


def link_rows(show_id: int) -> list[LinkRow]:
    """The line-up as it stands, five queries however long it is."""
    plan = show(show_id)
    links = list(links_of(show_id))
    slots = _slots(plan)
    stock = stock_by_link(links)
    return [_link_row(link, stock, slots.get(link.pk)) for link in links]


def segment_rows(show_id: int) -> list[SegmentRow]:
    """The script as it stands, with start times."""
    plan = show(show_id)
    rows, starts = [], to_ms(plan.planned_start_at)
    for segment in _segments(show_id):
        rows.append(_segment_row(segment, starts, plan.read_chars_per_second))
        starts += segment.seconds * 1000
    return rows


def script_report(plan: Show, rows: Sequence[SegmentRow], numbers: Sequence[int]) -> ScriptReport:
    """The verdict on a script against the planned time of the show."""
    lines = [
        script.Line(
            row.id, row.position, row.part, row.title, row.seconds, row.talk_points,
            row.link_number, row.console_action, row.is_cant_miss,
        )
        for row in rows
    ]  # fmt: skip
    return script.judge(lines, planned_seconds(plan), numbers, plan.read_chars_per_second)


def planned_seconds(plan: Show) -> int:
    return int((plan.planned_end_at - plan.planned_start_at).total_seconds())


def products(shop_id: int, words: str = "", limit: int = 50) -> list[CanSell]:
    """Listed products of a shop whose name or code contains ``words``."""
    found = (
        apps.get_model("catalog", "Product")
        .objects.filter(shop_id=shop_id, is_listed=True, skus__is_active=True)
        .filter(Q(name__icontains=words) | Q(code__icontains=words))
        .annotate(price=Max("skus__daily_price"), cost=Max("skus__cost"))
        .order_by("code")
    )[:limit]
    stock = _warehouse([product.pk for product in found])
    return [
        CanSell(p.pk, p.code, p.name, p.image, p.price, p.cost, stock.get(p.pk, 0)) for p in found
    ]


def versions(show_id: int) -> list[PlanVersion]:
    """Frozen versions, newest first."""
    plans = FrozenPlan.objects.filter(show_id=show_id).select_related("frozen_by")
    return [
        PlanVersion(
            version=plan.version,
            frozen_at=to_ms(plan.frozen_at),
            frozen_by=str(plan.frozen_by or ""),
            link_count=len(plan.body["links"]),
            segment_count=len(plan.body["segments"]),
        )
        for plan in plans.order_by("-version")
    ]


def frozen(show_id: int, version: int | None = None) -> FrozenPlan | None:
    """A frozen version, the newest by default."""
    plans = FrozenPlan.objects.filter(show_id=show_id).order_by("-version")
    return (plans if version is None else plans.filter(version=version)).first()


def is_draft(show_id: int) -> bool:
    """Does the plan differ from its newest frozen version?"""
    newest = frozen(show_id)
    return newest is None or bool(
        freezing.changes(newest, link_rows(show_id), segment_rows(show_id))
    )


def show_card(plan: Show) -> ShowCard:
    """The show with its counts and red lights."""
    links, segments = link_rows(plan.pk), segment_rows(plan.pk)
    newest = frozen(plan.pk)
    draft = newest is None or bool(freezing.changes(newest, links, segments))
    report = script_report(plan, segments, [row.number for row in links])
    return ShowCard(
        id=plan.pk, shop_id=plan.shop_id, shop_name=plan.shop.name, title=plan.title,
        theme=plan.theme, host_name=plan.host_name, phase=plan.phase,
        is_rehearsal=plan.is_rehearsal, rehearsal_of=plan.rehearsal_of_id,
        planned_start_at=to_ms(plan.planned_start_at), planned_end_at=to_ms(plan.planned_end_at),
        went_live_at=_ms(plan.went_live_at), ended_at=_ms(plan.ended_at),
        read_chars_per_second=plan.read_chars_per_second,
        frozen_version=newest.version if newest else 0, is_draft=draft,
        link_count=len(links), segment_count=len(segments),
        scripted_seconds=report.scripted_seconds,
        red_lights=freezing.red_lights(plan.phase, links, report, newest is not None, draft),
    )  # fmt: skip


def goal_cards(show_id: int, actuals: Mapping[str, float] | None = None) -> list[GoalCard]:
    """Goals of a show with actual and gap, from the facts handed in or as recorded."""
    goals = Goal.objects.filter(show_id=show_id).order_by("id")
    if actuals is None:
        return [_goal_card(goal, goal.actual) for goal in goals]
    given = {metric: Decimal(str(value)) for metric, value in actuals.items()}
    return [_goal_card(goal, given.get(goal.metric)) for goal in goals]


def check_cards(show_id: int) -> list[CheckCard]:
    items = ChecklistItem.objects.filter(show_id=show_id).select_related("signed_by")
    return [
        CheckCard(
            item.pk, item.position, item.category, item.title, item.is_mandatory,
            str(item.signed_by) if item.signed_by else None, _ms(item.signed_at), item.note,
        )
        for item in items
    ]  # fmt: skip


def task_cards(show_id: int) -> list[TaskCard]:
    tasks = PhaseTask.objects.filter(show_id=show_id).order_by("id")
    return [TaskCard(t.pk, t.phase, t.title, t.owner, _ms(t.due_at), _ms(t.done_at)) for t in tasks]


def open_tasks(show_id: int, phases: Sequence[str]) -> QuerySet[PhaseTask]:
    return PhaseTask.objects.filter(show_id=show_id, phase__in=phases, done_at__isnull=True)


def has_goals(show_id: int) -> bool:
    return Goal.objects.filter(show_id=show_id).exists()


def has_measured_goals(show_id: int) -> bool:
    """Has the review measured? Goals that need weeks (repurchase) may still be open then."""
    return Goal.objects.filter(show_id=show_id, actual__isnull=False).exists()


def unsigned_checks(show_id: int) -> QuerySet[ChecklistItem]:
    return ChecklistItem.objects.filter(show_id=show_id, is_mandatory=True, signed_at__isnull=True)


def _ms(at: datetime | None) -> int | None:
    return None if at is None else to_ms(at)


def links_of(show_id: int) -> QuerySet[LineupLink]:
    """A show's links in their order, with products and active SKUs."""
    active = apps.get_model("catalog", "Sku").objects.filter(is_active=True).order_by("id")
    return (
        LineupLink.objects.filter(show_id=show_id)
        .select_related("product")
        .prefetch_related(Prefetch("product__skus", queryset=active))
        .order_by("number")
    )


def _segments(show_id: int) -> QuerySet[ScriptSegment]:
    return (
        ScriptSegment.objects.filter(show_id=show_id)
        .select_related("link__product")
        .prefetch_related(Prefetch("blocks", SegmentBlock.objects.order_by("position")))
        .order_by("position")
    )


def _slots(plan: Show) -> dict[int, tuple[int, int]]:
    """link → (first start in Unix ms, seconds presented in all) by the script."""
    slots: dict[int, tuple[int, int]] = {}
    at = to_ms(plan.planned_start_at)
    for link_id, seconds in (
        ScriptSegment.objects.filter(show=plan).order_by("position").values_list("link", "seconds")
    ):
        if link_id is not None:
            first, total = slots.get(link_id, (at, 0))
            slots[link_id] = (first, total + seconds)
        at += seconds * 1000
    return slots


def _link_row(
    link: LineupLink, stock: dict[tuple[int, int], int], slot: tuple[int, int] | None
) -> LinkRow:
    product = link.product
    skus = [
        SkuFact(
            s.pk, s.code, s.name, s.daily_price, s.floor_price, s.cost, stock[link.pk, s.pk],
            link.sku_prices.get(str(s.pk)),
        )
        for s in product.skus.all()
    ]  # fmt: skip
    net_price = link.live_price if link.flash_price is None else link.flash_price
    cost = max((sku.cost for sku in skus), default=0)
    daily = min((sku.daily_price for sku in skus), default=link.live_price)
    commission = float(link.commission_percent)
    facts = _facts(link, skus, net_price, cost)
    return LinkRow(
        id=link.pk, number=link.number, product_id=product.pk, product_code=product.code,
        product_name=product.name, image=product.image, role=link.role,
        daily_price=daily, live_price=link.live_price, flash_price=link.flash_price,
        net_price=net_price, mechanism=link.mechanism, cost=cost,
        margin_percent=margin.margin_percent(net_price, cost), commission_percent=commission,
        profit=margin.profit(net_price, cost, commission),
        total_stock=sum(sku.stock for sku in skus), live_stock=link.live_stock,
        spare_stock=link.spare_stock, per_user_limit=link.per_user_limit,
        selling_points=list(link.selling_points), proof=link.proof, rival_price=link.rival_price,
        slot_starts_at=slot[0] if slot else None, slot_seconds=slot[1] if slot else 0,
        talk_minutes=link.talk_minutes, host_name=link.host_name, sample_ready=link.sample_ready,
        ship_within_hours=product.ship_within_hours, return_days=product.return_days,
        return_exempt_reason=product.return_exempt_reason, risk_words=link.risk_words,
        note=link.note, skus=skus, risks=margin.risks(facts),
        sku_prices=prices_text({s.code: s.live_price for s in skus if s.live_price is not None}),
    )  # fmt: skip


def _facts(
    link: LineupLink, skus: Sequence[SkuFact], net_price: int, cost: int
) -> margin.LinkFacts:
    floor = max((sku.floor_price for sku in skus), default=0)
    daily = min((sku.daily_price for sku in skus), default=link.live_price)
    if any(sku.live_price for sku in skus) and link.flash_price is None:
        worst = min(skus, key=lambda sku: (sku.live_price or net_price) - sku.floor_price)
        net_price, cost = worst.live_price or net_price, worst.cost
        floor, daily = worst.floor_price, worst.daily_price
    return margin.LinkFacts(
        net_price=net_price,
        floor_price=floor,
        daily_price=daily,
        cost=cost,
        commission_percent=float(link.commission_percent),
        rival_price=link.rival_price,
        needed_per_sku=link.live_stock,
        least_stock=min((sku.stock for sku in skus), default=0),
        is_listed=link.product.is_listed,
        sample_ready=link.sample_ready,
        proof=link.proof,
        risk_words=link.risk_words,
        selling_points=len(link.selling_points),
    )


def _segment_row(segment: ScriptSegment, starts: int, speed: float) -> SegmentRow:
    link = segment.link
    return SegmentRow(
        id=segment.pk, position=segment.position, part=segment.part, title=segment.title,
        seconds=segment.seconds, starts_at=starts, link_id=segment.link_id,
        link_number=link.number if link else None,
        product_name=link.product.name if link else "", talk_points=segment.talk_points,
        read_seconds=script.read_seconds(segment.talk_points, speed),
        assistant_action=segment.assistant_action, console_action=segment.console_action,
        traffic_action=segment.traffic_action, interaction=segment.interaction,
        camera=segment.camera, target=segment.target, compliance_note=segment.compliance_note,
        is_cant_miss=segment.is_cant_miss, is_locked=segment.is_locked,
        blocks=[
            BlockRow(one.pk, one.kind, one.title, one.seconds, one.rules)
            for one in segment.blocks.all()
        ],
    )  # fmt: skip


def _goal_card(goal: Goal, actual: Decimal | None) -> GoalCard:
    metric = goal_metrics.BY_ID[goal.metric]
    difference, percent = goal_metrics.gap(goal.target, actual)
    return GoalCard(
        id=goal.pk, metric=goal.metric, name=metric.name, name_en=metric.name_en,
        unit=metric.unit, dimension=goal.dimension, higher_is_better=metric.higher_is_better,
        target=float(goal.target), actual=None if actual is None else float(actual),
        gap=None if difference is None else float(difference), gap_percent=percent,
        is_met=goal_metrics.is_met(metric, goal.target, actual),
        measured_at=_ms(goal.measured_at), note=goal.note,
    )  # fmt: skip


def _warehouse(product_ids: Sequence[int]) -> dict[int, int]:
    skus = dict(
        apps.get_model("catalog", "Sku")
        .objects.filter(product_id__in=product_ids, is_active=True)
        .values_list("id", "product_id")
    )
    rows = LedgerAccount.objects.filter(book="stock", place="warehouse", subject_id__in=skus)
    totals: dict[int, int] = defaultdict(int)
    for sku_id, balance in rows.values_list("subject_id", "balance"):
        totals[skus[sku_id]] += balance
    return totals


def channels(show_id: int) -> list[Channel]:
    """The channels of a show in their order."""
    return list(Channel.objects.filter(show_id=show_id))
