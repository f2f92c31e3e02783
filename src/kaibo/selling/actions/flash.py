"""限时秒杀: a price that holds in [start, end) and ends by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.clock import from_ms, to_ms
from kaibo.foundation.errors import Conflict, InvalidInput
from kaibo.liveroom import facade as liveroom
from kaibo.selling.actions.offer_consent import consent
from kaibo.selling.actions.offer_step import Hold, Step, fact, finish, hold, offer_name
from kaibo.selling.models import Offer

SHORTEST, LONGEST = 10, 6 * 3600


@transaction.atomic
def start_flash(
    step: Step,
    offer_ids: Sequence[int],
    price: int,
    seconds: int,
    confirmation_id: int | None = None,
) -> int:
    """Start now for ``seconds`` (10 s to 6 h) at ``price``, which must be below the normal price.

    The price of the plan needs nobody else; another one asks like a change of price.
    """
    if not SHORTEST <= seconds <= LONGEST:
        raise InvalidInput(
            _("秒杀时长 %(n)s 秒不正确，请填写 10 秒到 6 小时") % {"n": seconds}, field="seconds"
        )
    held = hold(step, offer_ids)
    planned = all(offer.link.flash_price == price for offer in held.offers)
    by = consent(step, held, "flash", price, confirmation_id, planned=planned)
    _check_cheaper(held, price)
    return _run(step, held, price, step.now, step.now + timedelta(seconds=seconds), by)


@transaction.atomic
def stop_flash(step: Step, offer_ids: Sequence[int], versions: dict[int, int] | None = None) -> int:
    """End a running flash sale at once; raises `Conflict` when none of the offers has one."""
    held = hold(step, offer_ids, versions)
    running = [offer for offer in held.offers if is_running(offer, step.now)]
    if not running:
        raise Conflict(_("“%(name)s”没有进行中的秒杀") % {"name": offer_name(held.offers[0])})
    before = running[0]
    terms = {"price": before.flash_price, "ends_at": to_ms(_end(before))}
    held = Hold(held.room, running)
    facts = tuple(fact("flash_stop", offer, amount=offer.flash_price) for offer in running)
    for offer in running:
        offer.flash_price = offer.flash_starts_at = offer.flash_ends_at = None
    ids = [offer.pk for offer in running]
    undo = {"verb": "flash_start", "detail": terms | {"versions": _versions(running)}}
    deed = liveroom.Deed("flash_stop", f"offer:{ids[0]}", {"offers": ids} | terms, undo, facts)
    return finish(step, held, "flash_stop", deed)


@transaction.atomic
def resume_flash(step: Step, versions: dict[int, int], price: int, ends_at: int) -> int:
    """Undo of a stop: the same price until the same end, which must not have passed."""
    held = hold(step, list(versions), versions)
    if ends_at <= to_ms(step.now):
        raise Conflict(_("原定的秒杀时间已过，请重新开始"))
    return _run(step, held, price, step.now, from_ms(ends_at), None)


def is_running(offer: Offer, now: datetime) -> bool:
    """Whether the flash price holds or is still to come."""
    return offer.flash_price is not None and now < _end(offer)


def _run(
    step: Step, held: Hold, price: int, starts: datetime, ends: datetime, by: str | None
) -> int:
    for offer in held.offers:
        offer.flash_price, offer.flash_starts_at, offer.flash_ends_at = price, starts, ends
    ids = [offer.pk for offer in held.offers]
    detail = {"offers": ids, "price": price, "ends_at": to_ms(ends), "confirmed_by": by}
    undo = {"verb": "flash_stop", "detail": {"versions": _versions(held.offers)}}
    facts = tuple(fact("flash_start", offer, amount=price) for offer in held.offers)
    deed = liveroom.Deed("flash_start", f"offer:{ids[0]}", detail, undo, facts)
    return finish(step, held, "flash_start", deed)


def _check_cheaper(held: Hold, price: int) -> None:
    for offer in held.offers:
        if price >= offer.normal_price:
            message = _("秒杀价须低于“%(name)s”的现价 %(now).2f 元")
            raise InvalidInput(
                message % {"name": offer_name(offer), "now": offer.normal_price / 100},
                field="price",
            )


def _end(offer: Offer) -> datetime:
    assert offer.flash_ends_at is not None
    return offer.flash_ends_at


def _versions(offers: Sequence[Offer]) -> dict[str, int]:
    """The versions the offers will have once this step is finished."""
    return {str(offer.pk): offer.version + 1 for offer in offers}
