"""What planning demands before a phase may be entered; loaded when the app starts."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F
from django.utils.translation import gettext as _

from kaibo.foundation.gate import Question, Reason, check
from kaibo.planning import queries, stock

PAGE = "/studio/shows/{show}/plan?tab={tab}"
PLANNER = "operator"


def _reason(code: str, message: str, asked: Question, tab: str, who: str = PLANNER) -> Reason:
    return Reason(code, message, who, PAGE.format(show=asked.subject_id, tab=tab))


@check("go_live", "goals_set")
def goals_set(asked: Question) -> Iterable[Reason]:
    if not queries.has_goals(asked.subject_id):
        yield _reason("goals_set", _("还没有设目标，请至少设一个"), asked, "goals", "brand_manager")


@check("go_live", "lineup_frozen")
def lineup_frozen(asked: Question) -> Iterable[Reason]:
    newest = queries.frozen(asked.subject_id)
    if newest is None:
        yield _reason("lineup_frozen", _("排品表还没有冻结，请核对后冻结"), asked, "lineup")
    elif queries.is_draft(asked.subject_id):
        words = _("排品表或脚本在冻结 v%(version)s 之后有改动，请重新冻结")
        message = words % {"version": newest.version}
        yield _reason("lineup_draft", message, asked, "lineup")


@check("go_live", "links_stocked")
def links_stocked(asked: Question) -> Iterable[Reason]:
    """Every SKU of every link has what the plan wants; a rehearsal draws on no real stock."""
    is_rehearsal = queries.show(asked.subject_id).is_rehearsal
    links = list(queries.links_of(asked.subject_id))
    for number, name, message in stock.stock_gaps(links, is_rehearsal):
        words = _("%(number)s 号「%(name)s」%(what)s")
        what = words % {"number": number, "name": name, "what": message}
        yield _reason("links_stocked", what, asked, "lineup", "warehouse")


@check("go_live", "script_valid")
def script_valid(asked: Question) -> Iterable[Reason]:
    show = queries.show(asked.subject_id)
    numbers = [row.number for row in queries.link_rows(show.pk)]
    report = queries.script_report(show, queries.segment_rows(show.pk), numbers)
    for problem in report.problems:
        if problem.level == "problem":
            yield _reason(f"script_{problem.code}", problem.message, asked, "script")


@check("go_live", "checks_signed")
def checks_signed(asked: Question) -> Iterable[Reason]:
    for item in queries.unsigned_checks(asked.subject_id):
        message = _("必检项「%(title)s」未签字") % {"title": item.title}
        yield _reason("check_unsigned", message, asked, "checklist")


@check("go_live", "prepare_tasks")
def prepare_tasks(asked: Question) -> Iterable[Reason]:
    yield from _open_tasks(asked, ["prepare"])


@check("end_show", "has_been_on_air")
def has_been_on_air(asked: Question) -> Iterable[Reason]:
    """Ending is never blocked by unfinished work: open tasks of the show move to the review."""
    if queries.show(asked.subject_id).went_live_at is None:
        yield _reason("never_on_air", _("这场直播还没有开播"), asked, "phases")


@check("close_show", "tasks_done")
def tasks_done(asked: Question) -> Iterable[Reason]:
    yield from _open_tasks(asked, ["prepare", "on_air", "review"])


@check("close_show", "goals_measured")
def goals_measured(asked: Question) -> Iterable[Reason]:
    if queries.has_goals(asked.subject_id) and not queries.has_measured_goals(asked.subject_id):
        message = _("目标还没有实际值，请等复盘生成")
        yield _reason("goals_measured", message, asked, "goals", "analyst")


def _open_tasks(asked: Question, phases: list[str]) -> Iterable[Reason]:
    tasks = queries.open_tasks(asked.subject_id, phases).order_by(F("due_at").asc(nulls_last=True))
    for task in tasks:
        owner = f"（{task.owner}）" if task.owner else ""
        message = _("待办「%(title)s」%(owner)s未完成") % {"title": task.title, "owner": owner}
        yield _reason("task_open", message, asked, "phases")
