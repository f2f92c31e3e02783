"""The pre-live checklist: items, sign-off, taking a sign-off back (PLAN-10)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kaibo.foundation.audit import record
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.planning import access, queries
from kaibo.planning.models import ChecklistItem, Phase, Show
from kaibo.planning.rules.starters import CATEGORIES

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@transaction.atomic
def sign_check(show_id: int, item_id: int, actor: Staff, now: datetime, note: str = "") -> None:
    """Sign an item with name and time. Locks the show; a signed item keeps its first signer."""
    show, item = _item(show_id, item_id, actor)
    if item.signed_at is not None:
        message = _("“%(title)s” was signed by %(name)s already; take that back first")
        raise Conflict(message % {"title": item.title, "name": item.signed_by})
    item.signed_by, item.signed_at, item.note = actor, now, note.strip()
    item.save()
    _audit(show, actor, "sign_check", item, now)


@transaction.atomic
def unsign_check(show_id: int, item_id: int, actor: Staff, now: datetime) -> None:
    """Take a sign-off back; who had signed stays in the audit. Locks the show."""
    show, item = _item(show_id, item_id, actor)
    if item.signed_at is None:
        raise Conflict(_("“%(title)s” is not signed") % {"title": item.title})
    was = str(item.signed_by)
    item.signed_by, item.signed_at = None, None
    item.save()
    _audit(show, actor, "unsign_check", item, now, was=was)


@transaction.atomic
def add_check(
    show_id: int, category: str, title: str, is_mandatory: bool, actor: Staff, now: datetime
) -> ChecklistItem:
    """Add an item to this show's list. Locks the show."""
    show = _preparing(show_id)
    access.may_plan(actor, show.shop_id)
    if category not in CATEGORIES:
        message = _("%(category)s is no category; choose one of %(known)s")
        known = ", ".join(CATEGORIES)
        raise InvalidInput(message % {"category": category, "known": known}, field="category")
    last = ChecklistItem.objects.filter(show=show).aggregate(n=Max("position"))["n"] or 0
    item = ChecklistItem.objects.create(
        show=show, position=last + 1, category=category, title=title, is_mandatory=is_mandatory
    )
    _audit(show, actor, "add_check", item, now)
    return item


@transaction.atomic
def remove_check(show_id: int, item_id: int, actor: Staff, now: datetime) -> None:
    """Remove an item from this show's list. Locks the show; only planners may."""
    show, item = _item(show_id, item_id, actor)
    access.may_plan(actor, show.shop_id)
    _audit(show, actor, "remove_check", item, now)
    item.delete()


def _item(show_id: int, item_id: int, actor: Staff) -> tuple[Show, ChecklistItem]:
    show = _preparing(show_id)
    access.may_sign(actor, show.shop_id)
    found = ChecklistItem.objects.select_related("signed_by").filter(show=show, pk=item_id).first()
    if found is None:
        raise NotFound(_("This show has no check %(id)s; reload the list") % {"id": item_id})
    return show, found


def _preparing(show_id: int) -> Show:
    show = queries.locked_show(show_id)
    if show.phase != Phase.PREPARE:
        raise Conflict(_("The show has gone live: its checklist is closed"))
    return show


def _audit(
    show: Show, actor: Staff, verb: str, item: ChecklistItem, now: datetime, **more: str
) -> None:
    record(
        shop=show.shop_id, actor=actor, action=f"planning.{verb}", subject=f"show:{show.pk}",
        detail={"item": item.pk, "title": item.title, "note": item.note, **more}, at=now,
    )  # fmt: skip
