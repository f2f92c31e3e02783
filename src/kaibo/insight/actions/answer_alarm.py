"""What people do about an alarm: take it on, put it off, or say which action answered it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.insight.access import may_answer_alarms
from kaibo.insight.models import Alarm
from kaibo.liveroom import facade as liveroom

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

ANALYSIS_LIMIT = 300


@transaction.atomic
def acknowledge(alarm_id: int, analysis: str, actor: Staff, now: datetime) -> None:
    """Take an alarm on, with what was found; the first name stays, words may be written anew.

    Locks the alarm. Raises NotFound, NotAllowed, InvalidInput for more than 300 characters.
    """
    words = " ".join(analysis.replace("\x00", "").split())
    if len(words) > ANALYSIS_LIMIT:
        raise InvalidInput(
            _("分析有 %(n)s 个字，最多 %(most)s 个，请缩短")
            % {"n": len(words), "most": ANALYSIS_LIMIT},
            field="analysis",
        )
    alarm = _locked(alarm_id, actor)
    if alarm.acknowledged_at is None:
        alarm.acknowledged_by, alarm.acknowledged_at = actor, now
    alarm.analysis = words or alarm.analysis
    alarm.save(update_fields=["acknowledged_by", "acknowledged_at", "analysis"])
    _record(alarm, "acknowledge_alarm", actor, now, {"length": len(alarm.analysis)})


@transaction.atomic
def snooze(alarm_id: int, minutes: int, actor: Staff, now: datetime) -> None:
    """Put an alarm off. Locks the alarm. Raises Conflict when it is over."""
    alarm = _locked(alarm_id, actor)
    if alarm.cleared_at is not None:
        raise Conflict(_("这条告警已经解除，不用推迟"))
    alarm.snoozed_by, alarm.snoozed_until = actor, now + timedelta(minutes=minutes)
    alarm.save(update_fields=["snoozed_by", "snoozed_until"])
    _record(alarm, "snooze_alarm", actor, now, {"minutes": minutes})


@transaction.atomic
def act(alarm_id: int, action_id: int, actor: Staff, now: datetime) -> None:
    """Link the console action that answered the alarm. Locks the alarm.

    The action is of the same show and not older than the alarm; the first one stays linked. Raises
    Conflict when another one is linked.
    """
    alarm = _locked(alarm_id, actor)
    if alarm.action_id not in (None, action_id):
        raise Conflict(
            _("这条告警已关联操作 #%(action)s，不能改成 #%(wanted)s")
            % {"action": alarm.action_id, "wanted": action_id}
        )
    done = {one.id: one for one in liveroom.actions_of_show(alarm.show_id)}.get(action_id)
    if done is None or done.at < alarm.raised_at:
        raise InvalidInput(
            _("操作 #%(action)s 不是这场在告警之后做的，请选告警后的操作") % {"action": action_id},
            field="action_id",
        )
    alarm.action_id, alarm.acted_by, alarm.acted_at = action_id, actor, now
    if alarm.acknowledged_at is None:
        alarm.acknowledged_by, alarm.acknowledged_at = actor, now
    alarm.save(
        update_fields=["action", "acted_by", "acted_at", "acknowledged_by", "acknowledged_at"]
    )
    _record(alarm, "act_on_alarm", actor, now, {"action": action_id, "verb": done.verb})


def _locked(alarm_id: int, actor: Staff) -> Alarm:
    alarm = Alarm.objects.select_for_update(no_key=True).filter(pk=alarm_id).first()
    if alarm is None:
        raise NotFound(_("没有编号 %(id)s 的告警") % {"id": alarm_id})
    may_answer_alarms(actor, alarm.shop_id)
    return alarm


def _record(alarm: Alarm, verb: str, actor: Staff, now: datetime, detail: dict[str, Any]) -> None:
    audit.record(
        shop=alarm.shop_id, actor=actor, action=f"insight.{verb}", subject=f"alarm:{alarm.pk}",
        detail={**detail, "show": alarm.show_id, "code": alarm.code}, at=now,
    )  # fmt: skip
