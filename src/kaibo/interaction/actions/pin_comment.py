"""置顶: a comment stands over the stream until it is taken down or the show ends."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.clock import to_ms
from kaibo.foundation.errors import Conflict
from kaibo.interaction.access import may_talk
from kaibo.interaction.actions.tag_comment import find_comment
from kaibo.interaction.board import board_of, show_comment
from kaibo.liveroom import facade as liveroom
from kaibo.liveroom.contracts import PinnedComment

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@transaction.atomic
def pin_comment(room_id: int, comment_id: int, actor: Staff, now: datetime) -> int:
    """Put it up; the one before comes down. Locks the room. Raises `NotOnAir`, `NotFound`."""
    room = liveroom.lock_room(room_id)
    may_talk(actor, room.shop_id)
    show_id, said = room.on_air_show, find_comment(room, comment_id)
    card = PinnedComment(
        id=said.comment_id, viewer_id=said.viewer_id or 0, name=said.name, text=said.text,
        at=to_ms(said.at),
    )  # fmt: skip
    show_comment(room, show_id, card, actor.pk)
    detail = {"comment_id": comment_id, "name": said.name, "text": said.text}
    facts = (("comment_pin", {"text": said.text[:200]}),)
    deed = liveroom.Deed("comment_pin", f"comment:{comment_id}", detail, None, facts)
    return liveroom.journal(room, actor, deed, now)


@transaction.atomic
def unpin_comment(room_id: int, actor: Staff, now: datetime) -> int:
    """Take it down. Locks the room. Raises `NotOnAir`, `Conflict` when nothing is up."""
    room = liveroom.lock_room(room_id)
    may_talk(actor, room.shop_id)
    show_id = room.on_air_show
    board = board_of(room.id, show_id)
    if board is None or board.pinned_comment is None:
        raise Conflict(_("现在没有置顶的评论"))
    show_comment(room, show_id, None, actor.pk)
    deed = liveroom.Deed("comment_unpin", f"room:{room.slug}")
    return liveroom.journal(room, actor, deed, now)
