"""What becomes of a comment: refused with a reason, masked, shown to its writer alone, or said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from kaibo.compliance.hot import Hit, RoomOrder, mask, worst
from kaibo.foundation.clock import now_ms
from kaibo.gateway import metrics
from kaibo.gateway.connection import Connection
from kaibo.gateway.guard import Guard
from kaibo.gateway.moderation import Moderation
from kaibo.gateway.room import Room
from kaibo.interaction.hot import Refusal, Speaker, comments
from kaibo.interaction.wire import Comment, CommentItem, Flagged, Ok, Tick

Refuse = Callable[[Connection, Comment, Refusal], None]
_CATEGORIES = {
    "contact": "联系方式", "fraud": "疑似诈骗", "gambling": "赌博", "porn": "色情", "drugs": "毒品",
    "abuse": "辱骂", "offsite": "站外引流", "fake": "假冒商品",
}  # fmt: skip
# Who may speak: what a viewer must be, and what is said to whom it is not.
_REFUSALS = {
    "followers": Refusal("audience", "本场只有关注了店铺的人可以发言"),
    "buyers": Refusal("audience", "本场只有买过的人可以发言"),
    "agreed": Refusal("agree_first", "请先阅读并同意直播间公约，再发言"),
}
_FORGET_MS = 700_000


class Said(Protocol):
    """Called when a comment was accepted."""

    def __call__(self, page: Connection, room: Room, text: str) -> None: ...


class Speaking:
    """Lives on the loop. Every comment is answered by `Ok` or a refusal."""

    def __init__(self, moderation: Moderation, refuse: Refuse, said: Said) -> None:
        self._moderation, self._refuse, self._after = moderation, refuse, said
        self._last: dict[tuple[int, int], int] = {}  # (room, viewer) → Unix ms, for slow mode
        self._shadow_id = 0
        self.guard: Guard | None = None

    def comment(self, page: Connection, room: Room, command: Comment) -> None:
        """Checks that need no database first; who may speak is asked last."""
        order = self._moderation.order(room.state.room_id)
        text = comments.clean(command.text)
        refusal = self._refusal(page, room, order, text, now_ms())
        if refusal is not None:
            self._refuse(page, command, refusal)
        else:
            self._speak_when(page, room, command, text, self._conditions(page, room, order))

    def forget(self, now: int) -> None:
        """Who spoke long ago no longer waits for slow mode."""
        if len(self._last) > 10_000:
            self._last = {who: at for who, at in self._last.items() if now - at < _FORGET_MS}

    def _refusal(
        self, page: Connection, room: Room, order: RoomOrder, text: str, now: int
    ) -> Refusal | None:
        assert page.claims is not None, "comment before hello"
        speaker = Speaker(
            page.claims.kind, self._muted_until(page, room, now), page.last_text, page.last_at
        )
        refusal = comments.check(text, speaker, now, order.max_length)
        if refusal is not None or page.is_staff:
            return refusal
        wait = (
            self._last.get((room.state.room_id, page.viewer), 0) + order.slow_seconds * 1000 - now
        )
        if order.slow_seconds and wait > 0:
            message = f"慢速模式：每 {order.slow_seconds} 秒说一句，还要等 {-(-wait // 1000)} 秒"
            return Refusal("slow_mode", message, wait)
        return None

    def _muted_until(self, page: Connection, room: Room, now: int) -> float | None:
        """The later of the room's mute and a penalty's."""
        state = room.state
        held = self._moderation.held(state.shop_id, state.room_id, page.viewer, "mute", now)
        found = [until for until in (room.mutes.get(page.viewer), held and held.until) if until]
        return max(found, default=None)

    def _conditions(self, page: Connection, room: Room, order: RoomOrder) -> list[str]:
        """What the viewer must be, in the order in which it is asked."""
        assert page.claims is not None, "comment before hello"
        if page.is_staff:
            return []
        found: list[str] = [] if order.audience == "all" else [order.audience]
        if self._moderation.rules(room.state.shop_id) and not page.claims.synthetic:
            found.append("agreed")
        return found

    def _speak_when(
        self, page: Connection, room: Room, command: Comment, text: str, conditions: list[str]
    ) -> None:
        if not conditions:
            self._speak(page, room, command, text)
            return
        first, *others = conditions

        def then(belongs: bool) -> None:
            if not page.is_open:
                return
            if belongs:
                self._speak_when(page, room, command, text, others)
            else:
                self._refuse(page, command, _REFUSALS[first])

        self._moderation.standing(room.state.shop_id, page.viewer, first, then)

    def _speak(self, page: Connection, room: Room, command: Comment, text: str) -> None:
        now, state = now_ms(), room.state
        hits = [] if page.is_staff else self._find(room, text)
        gravest = worst(hits)
        if gravest is not None and gravest.grade != "note":
            metrics.worded.labels(gravest.grade).inc()
            self._flag(room, page, text, gravest, now)
        if gravest is not None and gravest.grade == "block":
            what = _CATEGORIES.get(gravest.category, gravest.category)
            self._refuse(
                page, command, Refusal("blocked_words", f"评论含有不能发布的内容（{what}）")
            )
            return
        shown = mask(text, [hit for hit in hits if hit.grade == "mask"])
        page.last_text, page.last_at = text, now
        self._last[state.room_id, page.viewer] = now
        is_seen = self.guard is None or self.guard.said(page, room, text)
        if not is_seen or self._moderation.held(
            state.shop_id, state.room_id, page.viewer, "shadow", now
        ):
            self._say_alone(page, room, shown, now)
        else:
            room.say(page, shown, now, command.to)
            self._after(page, room, shown)
        page.send(Ok(id=command.id))

    def _find(self, room: Room, text: str) -> list[Hit]:
        with_contacts = self._moderation.order(room.state.room_id).link_filter
        matcher = self._moderation.matcher(room.state.shop_id, with_contacts=with_contacts)
        return matcher.find(text)

    def _say_alone(self, page: Connection, room: Room, text: str, now: int) -> None:
        """限流: the writer's own pages show it; nobody else hears it, nothing counts it."""
        self._shadow_id = max(self._shadow_id + 1, now)
        name = page.claims.name if page.claims else ""
        item = CommentItem(-self._shadow_id, page.viewer, name, text, now, 0)
        frame = Tick(now=now, cm=[item])
        for one in list(room.pages_of(page.viewer)):
            one.send(frame)

    def _flag(self, room: Room, page: Connection, text: str, hit: Hit, now: int) -> None:
        """Staff see at once what was held back or should be looked at."""
        frame = Flagged(
            viewer=page.viewer, name=page.claims.name if page.claims else "", text=text, at=now,
            word=hit.word, category=hit.category, grade=hit.grade, via=hit.via,
            start=hit.start, end=hit.end,
        )  # fmt: skip
        if room.link is not None:
            room.link.figures(frame)
        for one in list(room.members):
            if one.is_staff and one.page == "console" and one.slow_since is None:
                one.send(frame)
