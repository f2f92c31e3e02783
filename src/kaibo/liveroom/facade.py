"""The one door of liveroom: the room, its reliable events, what was executed and by whom.

Locks: the room row, after ledger accounts and offers; then the show, then the audit chain.
"""

from __future__ import annotations

from kaibo.liveroom.access import may_advance, may_run_desk
from kaibo.liveroom.actions.announce import announce
from kaibo.liveroom.actions.claim_undo import claim_undo, undo_refused
from kaibo.liveroom.actions.go_off_air import go_off_air
from kaibo.liveroom.actions.go_on_air import check_free, go_on_air
from kaibo.liveroom.actions.open_room import open_room, renew_stream_key, stream_key
from kaibo.liveroom.actions.pin_link import pin_link, unpin_link
from kaibo.liveroom.actions.run_segment import SegmentPlan, run_segment
from kaibo.liveroom.actions.second_person import ask, confirm, use
from kaibo.liveroom.actions.set_comment_orders import set_comment_orders
from kaibo.liveroom.events import append_event, tell
from kaibo.liveroom.gates import air_facts
from kaibo.liveroom.journal import Deed, journal
from kaibo.liveroom.queries import (
    CONFIRM_SECONDS,
    UNDO_SECONDS,
    ActionCard,
    ConfirmationCard,
    RoomFacts,
    RunCard,
    actions,
    actions_of_show,
    find_room,
    lock_room,
    open_confirmations,
    room_by_id,
    rooms_of,
    runs,
    turn_of_air,
)

__all__ = [
    "CONFIRM_SECONDS", "UNDO_SECONDS", "ActionCard", "ConfirmationCard", "Deed", "RoomFacts",
    "RunCard", "SegmentPlan", "actions", "actions_of_show", "air_facts", "announce",
    "append_event", "ask",
    "check_free", "claim_undo", "confirm", "find_room", "go_off_air", "go_on_air", "journal",
    "lock_room", "may_advance", "may_run_desk", "open_confirmations", "open_room", "pin_link",
    "renew_stream_key", "room_by_id", "rooms_of", "run_segment", "runs", "set_comment_orders",
    "stream_key", "tell",
    "turn_of_air", "undo_refused", "unpin_link", "use",
]  # fmt: skip
