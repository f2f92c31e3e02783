"""Lines of reviews with what came of them, and those worth recalling for a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from kaibo.foundation.clock import to_ms
from kaibo.insight import history, registry, scoring
from kaibo.insight.history import PastShow
from kaibo.insight.models import FollowUp, LessonUse
from kaibo.insight.rules.balance import balance
from kaibo.insight.rules.lessons import ENOUGH_LIKENESS, Traits, effect, likeness
from kaibo.planning import facade as planning
from kaibo.planning.contracts import ShowCard

RECALLED = 20


def lines(show: ShowCard) -> list[dict[str, Any]]:
    """The lines of a show's review, oldest first, each with the measured effect of its action."""
    rows = FollowUp.objects.filter(show_id=show.id).select_related("task").order_by("id")
    if not (found := list(rows)):
        return []
    past, later = history.before(show), history.after(show)
    up_to = [*past, *history.of(show)]
    return [_line(one, up_to, later) for one in found]


def recalled(show: ShowCard) -> dict[str, Any]:
    """Lessons of shows like this plan, the most alike first, and whether its goals are balanced."""
    past = history.before(show) if show.went_live_at else history.latest(show)
    found = _alike(show, past)
    rows = list(
        FollowUp.objects.filter(show_id__in=found).select_related("task").order_by("-show_id", "id")
    )
    used = dict(LessonUse.objects.filter(show_id=show.id).values_list("line_id", "task_id"))
    rows.sort(key=lambda one: -found[one.show_id]["likeness"]["value"])
    return {
        "lessons": [
            {**_line(one, *_split(past, one.show_id)), "show": found[one.show_id],
             "is_used": one.pk in used, "used_task": used.get(one.pk)}
            for one in rows[:RECALLED]
        ],
        "balance": _balance(show, past),
    }  # fmt: skip


def _alike(show: ShowCard, past: Sequence[PastShow]) -> dict[int, dict[str, Any]]:
    goods = history.products_of([show.id, *(one.id for one in past)])
    plan = Traits(show.title, show.theme, show.host_name, frozenset(goods.get(show.id, ())))
    found = {}
    for one in past:
        traits = Traits(one.title, one.theme, one.host_name, frozenset(goods.get(one.id, ())))
        like = likeness(plan, traits)
        if like.value >= ENOUGH_LIKENESS:
            found[one.id] = {
                "id": one.id, "title": one.title, "at": one.at, "likeness": asdict(like),
            }  # fmt: skip
    return found


def _balance(show: ShowCard, past: Sequence[PastShow]) -> dict[str, Any]:
    policy = scoring.policy(show.shop_id)
    goals = [asdict(card) for card in planning.goal_cards(show.id)]
    own = history.own_values(past)
    found = balance(goals, own, policy.weights[policy.stage], policy.long_term_min)
    return {**asdict(found), "stage": policy.stage, "version": policy.version}


def _split(past: Sequence[PastShow], show_id: int) -> tuple[list[PastShow], list[PastShow]]:
    """Shows up to and with this one, and those after it."""
    place = next(place for place, one in enumerate(past) if one.id == show_id) + 1
    return list(past[:place]), list(past[place:])


def _line(one: FollowUp, up_to: Sequence[PastShow], later: Sequence[PastShow]) -> dict[str, Any]:
    task = one.task
    done = to_ms(task.done_at) if task and task.done_at else None
    return {
        "id": one.pk, "code": one.code, "finding": one.finding, "cause": one.cause,
        "action": one.action, "owner": one.owner, "due_on": one.due_on, "metric": one.metric,
        "task": one.task_id, "done_at": done,
        "effect": _effect(one.metric, up_to, later, done) if one.metric else None,
    }  # fmt: skip


def _effect(
    metric: str, up_to: Sequence[PastShow], later: Sequence[PastShow], done: int | None
) -> dict[str, Any] | None:
    """Shows that began after the task was done; none while it is open."""
    own = [one.totals[metric] for one in up_to if one.totals.get(metric) is not None]
    before = up_to[-1].totals.get(metric) if up_to else None
    since = [one for one in later if done is not None and one.at >= done]
    after = [one.totals[metric] for one in since if one.totals.get(metric) is not None]
    better = registry.METRICS[metric].higher_is_better if metric in registry.METRICS else True
    return asdict(effect(before, after, own, better))
