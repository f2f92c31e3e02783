"""Checks of the go-live gate that only the room knows. Facts come from `air_facts`."""

from __future__ import annotations

import os
from collections.abc import Iterable

from django.utils.translation import gettext as _

from kaibo.foundation import gate
from kaibo.foundation.config import config
from kaibo.foundation.disk import LIMITS, DiskGuard, limits_from
from kaibo.liveroom.models import Room
from kaibo.liveroom.queries import RoomFacts

GATE = "go_live"


def air_facts(room: RoomFacts) -> dict[str, object]:
    """What the checks below need to know: which room wants to go on air."""
    return {"room_id": room.id}


@gate.check(GATE, "stream_up")
def stream_up(question: gate.Question) -> Iterable[gate.Reason]:
    """A show without picture is no show."""
    room = _room(question)
    if room is None:
        yield _reason("no_room", _("店铺还没有直播间，请先创建"), "admin", "/admin/")
    elif room.stream_state != "up":
        words = _("“%(room)s”没有收到画面，请用该直播间的推流码开始推流")
        link = f"/studio/console/{room.slug}"
        yield _reason("stream_up", words % {"room": room.title}, "operator", link)


@gate.check(GATE, "room_free")
def room_free(question: gate.Question) -> Iterable[gate.Reason]:
    """One room, one show."""
    room = _room(question)
    if room and room.is_on_air and room.show_id != question.subject_id:
        words = _("“%(room)s”有另一场正在直播，请先下播") % {"room": room.title}
        yield _reason("room_free", words, "operator", f"/studio/console/{room.slug}")


@gate.check(GATE, "recording_disk")
def recording_disk(question: gate.Question) -> Iterable[gate.Reason]:
    """Recordings are evidence that must be kept; without room for them nobody goes on air."""
    folder = config().recordings
    if folder.exists() and not os.access(folder, os.W_OK):
        words = _("录像目录 %(path)s 无法写入，请检查属主和权限")
        yield _reason("recording_disk", words % {"path": folder}, "admin", "/admin/")
    guard = DiskGuard(folder, limits_from(dict(os.environ)) or LIMITS)
    if not guard.allows("recordings"):
        words = _("录像磁盘只剩 %(mb)s MB，请清理或扩容")
        yield _reason("disk_space", words % {"mb": guard.free() // 1024**2}, "admin", "/admin/")


def _room(question: gate.Question) -> Room | None:
    """The room that asks, else the shop's only or first room (the plan page asks without one)."""
    rooms = Room.objects.filter(shop_id=question.shop_id).order_by("id")
    room_id = question.facts.get("room_id")
    return rooms.filter(pk=room_id).first() if isinstance(room_id, int) else rooms.first()


def _reason(code: str, message: str, who: str, link: str) -> gate.Reason:
    return gate.Reason(code=code, message=message, who=who, link=link)
