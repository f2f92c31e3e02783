"""Undo: a compensating action that names what it takes back. History is never rewritten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from kaibo.console.live.desk_actions import advance, pin
from kaibo.console.live.discipline import revoke_in_room
from kaibo.foundation.errors import Conflict
from kaibo.interaction import facade as interaction
from kaibo.liveroom import facade as liveroom
from kaibo.liveroom.errors import UndoRefused
from kaibo.selling import offer_facade as offers

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

Detail = dict[str, Any]
Back = Callable[[offers.Step, Detail], int]


@transaction.atomic
def undo(slug: str, action_id: int, actor: Staff, now: datetime) -> int:
    """Take an action back within 30 s; orders placed meanwhile keep their price.

    Raises `UndoRefused` with ``reason``: not_undoable, already_undone, too_late, moved_on.
    """
    room = liveroom.find_room(slug)
    action = liveroom.claim_undo(room.id, action_id, actor, now)
    assert action.undo is not None
    step = offers.Step(room.id, actor, now, compensates=action_id)
    try:
        return BACK[action.undo["verb"]](step, action.undo["detail"])
    except UndoRefused:
        raise
    except Conflict as error:
        refused = liveroom.undo_refused("moved_on", action.verb)
        refused.message = f"{refused.message}（{error.message}）"
        raise refused from error


def _pin(step: offers.Step, detail: Detail) -> int:
    _expect(liveroom.lock_room(step.room_id).pinned_link_id, detail["expected"], "pin")
    return pin(step.room_id, detail["link_id"], step.actor, step.now, step.compensates)


def _unpin(step: offers.Step, detail: Detail) -> int:
    _expect(liveroom.lock_room(step.room_id).pinned_link_id, detail["expected"], "pin")
    return liveroom.unpin_link(step.room_id, step.actor, step.now, step.compensates)


def _segment(step: offers.Step, detail: Detail) -> int:
    _expect(liveroom.lock_room(step.room_id).segment_run_id, detail["expected"], "segment")
    return advance(step.room_id, detail["segment_id"], step.actor, step.now, step.compensates)


def _announce(step: offers.Step, detail: Detail) -> int:
    _expect(liveroom.lock_room(step.room_id).announcement, detail["expected"], "announce")
    return liveroom.announce(step.room_id, detail["text"], step.actor, step.now, step.compensates)


def _price(step: offers.Step, detail: Detail) -> int:
    return offers.restore_price(step, _ints(detail["prices"]), _ints(detail["versions"]))


def _stock(step: offers.Step, detail: Detail) -> int:
    return offers.change_stock(step, detail["offers"], detail["delta"])


def _flash_stop(step: offers.Step, detail: Detail) -> int:
    versions = _ints(detail["versions"])
    return offers.stop_flash(step, list(versions), versions)


def _flash_start(step: offers.Step, detail: Detail) -> int:
    return offers.resume_flash(step, _ints(detail["versions"]), detail["price"], detail["ends_at"])


def _list(step: offers.Step, detail: Detail) -> int:
    versions = _ints(detail["versions"])
    return offers.list_offers(step, list(versions), True, versions)


def _unlist(step: offers.Step, detail: Detail) -> int:
    versions = _ints(detail["versions"])
    return offers.list_offers(step, list(versions), False, versions)


def _limit(step: offers.Step, detail: Detail) -> int:
    versions = _ints(detail["versions"])
    return offers.change_limit(step, list(versions), _ints(detail["limits"]), versions)


def _unmute(step: offers.Step, detail: Detail) -> int:
    return interaction.unmute(
        step.room_id, detail["viewer_id"], step.actor, step.now, step.compensates
    )


def _revoke_penalty(step: offers.Step, detail: Detail) -> int:
    return revoke_in_room(
        step.room_id, detail["penalty_id"], step.actor, step.now, step.compensates
    )


BACK: dict[str, Back] = {
    "pin": _pin, "unpin": _unpin, "segment": _segment, "announce": _announce, "price": _price,
    "stock": _stock, "flash_stop": _flash_stop, "flash_start": _flash_start, "list": _list,
    "unlist": _unlist, "limit": _limit, "unmute": _unmute,
    "revoke_penalty": _revoke_penalty,
}  # fmt: skip


def _expect(now: object, expected: object, verb: str) -> None:
    if now != expected:
        raise liveroom.undo_refused("moved_on", verb)


def _ints(texts: dict[str, int]) -> dict[int, int]:
    """JSON keys are texts."""
    return {int(key): value for key, value in texts.items()}
