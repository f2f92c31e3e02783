"""Lines finding–cause–action–owner–due of a review: write one, drop one, take one into a plan."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.clock import from_ms
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.insight import registry
from kaibo.insight.access import may_review
from kaibo.insight.models import FollowUp, LessonUse
from kaibo.insight.rules.texts import ZONE
from kaibo.planning import facade as planning

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

TITLE_LIMIT = 80  # of a task
DAY_ENDS = time(18, 0)


@dataclass(frozen=True, slots=True)
class Line:
    """``code``: of the finding, empty when written by hand; ``metric``: what is measured later."""

    finding: str
    cause: str
    action: str
    owner: str
    due_on: date
    code: str = ""
    metric: str = ""


@transaction.atomic
def write_line(show_id: int, line: Line, actor: Staff, now: datetime) -> FollowUp:
    """The line and its task in the review phase. Locks the show."""
    shop_id = planning.show_card(show_id).shop_id
    may_review(actor, shop_id)
    _check(line, now)
    due = datetime.combine(line.due_on, DAY_ENDS, ZONE)
    task = planning.add_task(show_id, "review", _title(line.action), line.owner, due, actor)
    made = FollowUp.objects.create(
        show_id=show_id, task_id=task.pk, made_by=actor, made_at=now, **asdict(line)
    )
    _audit(shop_id, actor, "write_line", show_id, {"line": made.pk, "task": task.pk})
    return made


@transaction.atomic
def drop_line(show_id: int, line_id: int, actor: Staff) -> None:
    """Remove a line and its task; the audit keeps that it was there. Locks the show."""
    shop_id = planning.show_card(show_id).shop_id
    may_review(actor, shop_id)
    line = FollowUp.objects.filter(pk=line_id, show_id=show_id).first()
    if line is None:
        raise NotFound(_("这场复盘没有编号 {id} 的行动").format(id=line_id))
    if LessonUse.objects.filter(line=line).exists():
        raise Conflict(_("这条经验已被后面的场次采用，不能删除"))
    task_id = line.task_id
    line.delete()
    if task_id is not None:
        planning.remove_task(show_id, task_id, actor)
    _audit(shop_id, actor, "drop_line", show_id, {"line": line_id, "action": line.action})


@transaction.atomic
def use_lesson(show_id: int, line_id: int, actor: Staff, now: datetime) -> LessonUse:
    """Take a lesson of an earlier show into this plan, as a task of its preparation.

    Locks the show.
    """
    show = planning.show_card(show_id)
    may_review(actor, show.shop_id)
    line = FollowUp.objects.filter(pk=line_id, show__shop_id=show.shop_id).first()
    if line is None or line.show_id == show_id:
        raise NotFound(_("没有编号 {id} 的经验可用于这场").format(id=line_id))
    if show.phase != "prepare":
        raise Conflict(_("《{title}》已经开播，经验只能用在筹备中的场次").format(title=show.title))
    due = from_ms(show.planned_start_at)
    task = planning.add_task(show_id, "prepare", _title(line.action), line.owner, due, actor)
    use, is_new = LessonUse.objects.get_or_create(
        line=line, show_id=show_id, defaults={"task_id": task.pk, "used_by": actor, "used_at": now}
    )
    if not is_new:
        raise Conflict(_("这条经验已经在本场待办里"))
    _audit(show.shop_id, actor, "use_lesson", show_id, {"line": line.pk, "task": task.pk})
    return use


def _check(line: Line, now: datetime) -> None:
    for name in ("finding", "action", "owner"):
        if not getattr(line, name).strip():
            raise InvalidInput(_("发现、行动、负责人都要填写"), field=name)
    if line.due_on < now.astimezone(ZONE).date():
        message = _("截止日 {day} 已经过去，请选今天或以后")
        raise InvalidInput(message.format(day=line.due_on.isoformat()), field="due_on")
    if line.metric and line.metric not in registry.METRICS:
        raise InvalidInput(_("没有 {metric} 这个指标").format(metric=line.metric), field="metric")


def _title(action: str) -> str:
    text = " ".join(action.split())
    return text if len(text) <= TITLE_LIMIT else text[: TITLE_LIMIT - 1] + "…"


def _audit(shop_id: int, actor: Staff, verb: str, show_id: int, detail: dict[str, object]) -> None:
    audit.record(
        shop=shop_id, actor=actor, action=f"insight.{verb}", subject=f"show:{show_id}",
        detail=detail,
    )  # fmt: skip
