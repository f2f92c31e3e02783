"""A deed is paid, once, within the caps of its kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import transaction
from django.db.models import Max, Sum

from kaibo.foundation.models import Shop
from kaibo.growth.models import Reward, RewardRule
from kaibo.growth.people import viewers
from kaibo.growth.rules import rewards as rules
from kaibo.promotions import facade as promotions


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did; ``key`` names it within its kind, so that it counts once."""

    shop_id: int
    viewer_id: int
    kind: str
    key: str
    show_id: int | None
    multiple: int = 1
    refused: str = ""


@transaction.atomic
def pay_reward(deed: Deed, now: datetime) -> int:
    """Points paid for it; 0: no rule, no buyer, done before, over a cap, refused.

    Locks the rule (which keeps the shop's cap), then ledger accounts. Nothing takes a rule behind
    an account.
    """
    rule = _rule(deed)
    if rule is None or _seen(deed):
        return 0
    day = day_of(deed.shop_id, now)
    refused = deed.refused or rules.refused_grade(_grade(deed, now))
    points = 0 if refused else _earned(rule, deed, day)
    if not points and not refused:
        return 0
    row = Reward.objects.create(
        shop_id=deed.shop_id, show_id=deed.show_id, viewer_id=deed.viewer_id, kind=deed.kind,
        key=deed.key, day=day, outcome="paid" if points else "refused", why=refused,
        points=points, at=now,
    )  # fmt: skip
    if points:
        reason = f"reward_{deed.kind}"
        promotions.earn(
            "points", deed.shop_id, deed.viewer_id, points, reason, ref_id=row.pk, at=now
        )
    return points


def day_of(shop_id: int, now: datetime) -> date:
    """The day of the shop's own clock."""
    zone = Shop.objects.values_list("time_zone", flat=True).get(pk=shop_id)
    return now.astimezone(ZoneInfo(zone)).date()


def _rule(deed: Deed) -> RewardRule | None:
    rules_ = RewardRule.objects.select_for_update(no_key=True)
    rule = rules_.filter(shop_id=deed.shop_id, kind=deed.kind, is_active=True).first()
    buyers = viewers().filter(pk=deed.viewer_id, verified_at__isnull=False)
    return rule if rule and buyers.exists() else None


def _grade(deed: Deed, now: datetime) -> int:
    """What the guard thinks of the viewer in this show now; what staff lifted is nothing."""
    decisions = apps.get_model("risk", "GuardDecision")._default_manager
    found = decisions.filter(
        shop_id=deed.shop_id, show_id=deed.show_id or 0, viewer_id=deed.viewer_id, ends_at__gt=now
    )
    return found.exclude(outcome="lifted").aggregate(top=Max("grade"))["top"] or 0


def _seen(deed: Deed) -> bool:
    same = {"shop_id": deed.shop_id, "viewer_id": deed.viewer_id, "kind": deed.kind}
    return Reward.objects.filter(**same, key=deed.key).exists()


def _earned(rule: RewardRule, deed: Deed, day: date) -> int:
    paid = Reward.objects.filter(shop_id=deed.shop_id, kind=deed.kind, outcome="paid")
    mine = paid.filter(viewer_id=deed.viewer_id)
    done = rules.Done(
        today=mine.filter(day=day).count(),
        in_show=mine.filter(show_id=deed.show_id).count() if deed.show_id else 0,
        shop_today=paid.filter(day=day).aggregate(n=Sum("points"))["n"] or 0,
    )
    caps = rules.Rule(rule.points, rule.per_day, rule.per_show, rule.shop_per_day)
    return rules.earned(caps, done, deed.multiple)
