"""上架, 下架 and the per-user limit."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import InvalidInput
from kaibo.liveroom import facade as liveroom
from kaibo.selling.actions.offer_step import Step, finish, hold


@transaction.atomic
def list_offers(
    step: Step,
    offer_ids: Sequence[int],
    is_listed: bool,
    versions: dict[int, int] | None = None,
) -> int:
    """Put the offers on sale or take them off; buys in flight are decided by the order path."""
    held = hold(step, offer_ids, versions)
    for offer in held.offers:
        offer.is_listed = is_listed
    verb, back = ("list", "unlist") if is_listed else ("unlist", "list")
    ids = [offer.pk for offer in held.offers]
    after = {str(offer.pk): offer.version + 1 for offer in held.offers}
    undo = {"verb": back, "detail": {"versions": after}}
    deed = liveroom.Deed(verb, f"offer:{ids[0]}", {"offers": ids}, undo)
    return finish(step, held, "listed" if is_listed else "unlisted", deed, is_new_terms=False)


@transaction.atomic
def change_limit(
    step: Step,
    offer_ids: Sequence[int],
    limits: int | dict[int, int],
    versions: dict[int, int] | None = None,
) -> int:
    """Units one buyer may hold of the link; 0: no limit. A dict gives one per offer (undo)."""
    held = hold(step, offer_ids, versions)
    before = {str(offer.pk): offer.per_user_limit for offer in held.offers}
    for offer in held.offers:
        limit = limits if isinstance(limits, int) else limits[offer.pk]
        if not 0 <= limit <= 9999:
            raise InvalidInput(_("限购 %(n)s 件不正确，请填写 0 到 9999") % {"n": limit})
        offer.per_user_limit = limit
    after = {str(offer.pk): offer.version + 1 for offer in held.offers}
    undo = {"verb": "limit", "detail": {"limits": before, "versions": after}}
    ids = [offer.pk for offer in held.offers]
    deed = liveroom.Deed("limit", f"offer:{ids[0]}", {"offers": ids, "from": before}, undo)
    return finish(step, held, "limit", deed)
