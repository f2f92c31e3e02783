"""How each reliable event changes the state of a room. Pure.

Law: a snapshot and the events after it give the same state as a later snapshot. Server, console,
prompter and buyer page all follow this reducer, which is why they show the same thing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

from msgspec.structs import replace

from kaibo.liveroom.contracts import (
    ActivityCard,
    ActivityChanged,
    Announced,
    CommentOrdersSet,
    CommentPinned,
    LinkCard,
    LinkPinned,
    LinkUnpinned,
    NumberedEvent,
    OfferCard,
    OffersChanged,
    QuestionsSet,
    RoomEventBody,
    RoomState,
    SegmentStarted,
    ShowEnded,
    ShowStarted,
    StreamChanged,
    ViewerMuted,
)

# Settled activities that a page still shows; those that are not settled are all shown.
SETTLED_KEPT = 8


class Gap(ValueError):
    """An event is missing between the state and this one; ask for a fresh snapshot."""


def apply(state: RoomState, event: NumberedEvent) -> RoomState:
    """The state after the event; an event that the state already contains changes nothing."""
    if event.epoch == state.epoch and event.seq <= state.seq:
        return state
    if event.epoch != state.epoch or event.seq != state.seq + 1:
        raise Gap(f"state is at {state.epoch}/{state.seq}, event is {event.epoch}/{event.seq}")
    return replace(_change(event.event, state), seq=event.seq)


def apply_all(state: RoomState, events: Sequence[NumberedEvent]) -> RoomState:
    """The state after all events, in their order."""
    for event in events:
        state = apply(state, event)
    return state


@singledispatch
def _change(event: RoomEventBody, state: RoomState) -> RoomState:
    raise NotImplementedError(type(event).__name__)


@_change.register
def _(event: ShowStarted, state: RoomState) -> RoomState:
    return replace(
        state,
        show_id=event.show_id, show_title=event.title, host_name=event.host_name,
        is_rehearsal=event.is_rehearsal, is_on_air=True, went_live_at=event.at,
        segment=None, pinned_link_id=None, links=event.links, comment_orders=False, activities=[],
        questions=[], pinned_comment=None,
    )  # fmt: skip


@_change.register
def _(event: ShowEnded, state: RoomState) -> RoomState:
    return replace(state, is_on_air=False, segment=None, pinned_link_id=None, pinned_comment=None)


@_change.register
def _(event: SegmentStarted, state: RoomState) -> RoomState:
    return replace(state, segment=event.segment)


@_change.register
def _(event: LinkPinned, state: RoomState) -> RoomState:
    links = [card for card in state.links if card.link_id != event.link.link_id]
    links = sorted([*links, event.link], key=lambda card: card.number)
    return replace(state, pinned_link_id=event.link.link_id, links=links)


@_change.register
def _(event: LinkUnpinned, state: RoomState) -> RoomState:
    return replace(state, pinned_link_id=None)


@_change.register
def _(event: OffersChanged, state: RoomState) -> RoomState:
    new = {card.offer_id: card for card in event.offers}
    return replace(state, links=[_with_offers(link, new) for link in state.links])


@_change.register
def _(event: Announced, state: RoomState) -> RoomState:
    return replace(state, announcement=event.text)


@_change.register
def _(event: CommentOrdersSet, state: RoomState) -> RoomState:
    return replace(state, comment_orders=event.is_on)


@_change.register
def _(event: StreamChanged, state: RoomState) -> RoomState:
    return replace(state, stream_state=event.state, stream_at=event.at)


@_change.register
def _(event: ViewerMuted, state: RoomState) -> RoomState:
    return state


@_change.register
def _(event: QuestionsSet, state: RoomState) -> RoomState:
    return replace(state, questions=event.questions)


@_change.register
def _(event: CommentPinned, state: RoomState) -> RoomState:
    return replace(state, pinned_comment=event.comment)


@_change.register
def _(event: ActivityChanged, state: RoomState) -> RoomState:
    return replace(state, activities=_with_activity(state.activities, event.card))


def _with_activity(known: list[ActivityCard], card: ActivityCard) -> list[ActivityCard]:
    """Upsert by id; a cancelled one goes, and so do all but the newest that are settled."""
    cards = [one for one in known if one.id != card.id]
    if card.state != "cancelled":
        cards = sorted([*cards, card], key=lambda one: one.id)
    settled = [one.id for one in cards if one.state == "settled"]
    gone = set(settled[:-SETTLED_KEPT])
    return [one for one in cards if one.id not in gone]


def _with_offers(link: LinkCard, new: dict[int, OfferCard]) -> LinkCard:
    known = {card.offer_id: card for card in link.offers}
    known |= {card.offer_id: card for card in new.values() if card.link_id == link.link_id}
    return replace(link, offers=[known[offer_id] for offer_id in sorted(known)])
