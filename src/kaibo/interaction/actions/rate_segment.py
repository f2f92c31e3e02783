"""环节评分: a viewer gives a segment stars, and may think better of it until the show ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kaibo.foundation import audit, outbox
from kaibo.foundation.clock import to_ms
from kaibo.foundation.errors import Conflict, InvalidInput, LoginRequired, NotFound, TooMany
from kaibo.foundation.intervals import STARS
from kaibo.interaction.models import RatingRule, SegmentRating
from kaibo.interaction.ratings import is_on
from kaibo.liveroom import facade as liveroom
from kaibo.team import facade as team

if TYPE_CHECKING:
    from kaibo.liveroom.facade import RoomFacts, RunCard
    from kaibo.team.facade import Staff

EDITORS = ("operator", "brand_manager", "admin")
SEEN = timedelta(seconds=20)  # a segment younger than that cannot be judged
MOST_CHANGES = 20


@transaction.atomic
def rate_segment(slug: str, run_id: int, viewer_id: int, stars: int, now: datetime) -> int:
    """The stars that stand now. One rating per viewer and segment; sent again nothing changes.

    A guest who logged in meanwhile changes what they gave before. Locks the rating. Raises
    `NotOnAir`, `NotFound` (no segment of the show), `Conflict` (off, or too early), `InvalidInput`,
    `TooMany` after twenty changes of one rating.
    """
    if not 1 <= stars <= STARS:
        raise InvalidInput(_("%(n)s 不在 1 到 5 星之间") % {"n": stars}, field="stars")
    room = liveroom.find_room(slug)
    run = _run(room, run_id, now)
    known = _known(run_id, viewer_id)
    if known is None:
        _first(room, run, viewer_id, stars, now)
    elif known.stars != stars:
        _change(room, run, known, stars, now)
    return stars


@transaction.atomic
def ask_for_ratings(shop_id: int, wanted: bool, actor: Staff) -> None:
    """Switch the question for stars on or off in all rooms of a shop."""
    team.require(actor, shop_id, *EDITORS)
    RatingRule.objects.update_or_create(shop_id=shop_id, defaults={"is_on": wanted})
    audit.record(
        shop=shop_id, actor=actor, action="interaction.ask_for_ratings", subject=f"shop:{shop_id}",
        detail={"is_on": wanted},
    )  # fmt: skip


def _run(room: RoomFacts, run_id: int, now: datetime) -> RunCard:
    show_id = room.on_air_show
    if not is_on(room.shop_id):
        raise Conflict(_("这个直播间没有开启环节评分"))
    ran = (one for one in liveroom.runs(show_id) if one.id == run_id and not one.was_skipped)
    run = next(ran, None)
    if run is None:
        raise NotFound(_("这场没有执行过编号 %(id)s 的环节") % {"id": run_id})
    if now - run.started_at < SEEN:
        raise Conflict(_("“%(title)s”刚开始，看一会儿再评") % {"title": run.title})
    return run


def _known(run_id: int, viewer_id: int) -> SegmentRating | None:
    """What the viewer, or the guest who became them, gave; locked."""
    mine = Q(viewer_id=viewer_id) | Q(viewer__merged_into_id=viewer_id)
    rows = SegmentRating.objects.select_for_update(no_key=True, of=("self",))
    return rows.filter(mine, segment_run_id=run_id).order_by("id").first()


def _first(room: RoomFacts, run: RunCard, viewer_id: int, stars: int, now: datetime) -> None:
    viewers = apps.get_model("members", "Viewer")._default_manager
    if not viewers.filter(pk=viewer_id).exists():
        raise LoginRequired(_("观众凭证已失效，请重新进入直播间"))
    values = {
        "shop_id": room.shop_id, "show_id": room.show_id, "stars": stars, "at": now,
        "is_rehearsal": room.is_rehearsal,
    }  # fmt: skip
    row, is_new = SegmentRating.objects.get_or_create(
        segment_run_id=run.id, viewer_id=viewer_id, defaults=values
    )
    if is_new:
        _tell("rate", room, run, row, stars, now)
    elif row.stars != stars:  # sent twice at once: the later one stands
        _change(room, run, row, stars, now)


def _change(
    room: RoomFacts, run: RunCard, row: SegmentRating, stars: int, now: datetime
) -> None:  # fmt: skip
    row = SegmentRating.objects.select_for_update(no_key=True).get(pk=row.pk)
    if row.changes >= MOST_CHANGES:
        raise TooMany(_("这个环节的评分改得太多了"), retry_after=86_400)
    more, row.stars, row.at, row.changes = stars - row.stars, stars, now, row.changes + 1
    row.save(update_fields=["stars", "at", "changes"])
    if more:
        _tell("rerate", room, run, row, more, now)


def _tell(
    kind: str, room: RoomFacts, run: RunCard, row: SegmentRating, quantity: int, now: datetime
) -> None:
    outbox.publish(kind, {
        "at_ms": to_ms(now), "shop": room.shop_id, "show": row.show_id, "room": room.id,
        "viewer": row.viewer_id, "segment_run": run.id, "ref": row.pk, "quantity": quantity,
        "text": run.title, "rehearsal": room.is_rehearsal,
    })  # fmt: skip
