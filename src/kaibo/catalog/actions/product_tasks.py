"""A shop's thresholds, and tasks about products with owner and day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.catalog.actions.save_product import EDITORS
from kaibo.catalog.models import Product, ProductPolicy, ProductTask, TaskState
from kaibo.catalog.rules.policy import Thresholds
from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.team.facade import Staff, has_role, require


@transaction.atomic
def set_thresholds(actor: Staff, shop_id: int, wanted: Thresholds) -> None:
    """Say when a product of this shop is hot, slow or new."""
    require(actor, shop_id, *EDITORS)
    row, _made = ProductPolicy.objects.select_for_update(no_key=True).get_or_create(shop_id=shop_id)
    before = {name: getattr(row, name) for name in asdict(wanted)}
    for name, value in asdict(wanted).items():
        setattr(row, name, value)
    row.save()
    audit.record(
        shop=shop_id,
        actor=actor,
        action="catalog.set_thresholds",
        subject=f"shop:{shop_id}",
        detail={"before": before, "after": asdict(wanted)},
    )


def thresholds(shop_id: int) -> Thresholds:
    """The shop's numbers, the usual ones where it set none."""
    row = ProductPolicy.objects.filter(shop_id=shop_id).first()
    usual = Thresholds()
    return Thresholds(**{n: getattr(row, n) for n in asdict(usual)}) if row else usual


@transaction.atomic
def add_task(
    actor: Staff,
    shop_id: int,
    product_id: int,
    *,
    kind: str,
    title: str,
    owner_id: int,
    due_on: date,
    facts: Mapping[str, object],
    now: datetime,
) -> ProductTask:
    """A task with its owner; one open task per product and kind. Locks the product row."""
    require(actor, shop_id, *EDITORS)
    product = (
        Product.objects.select_for_update(no_key=True)
        .filter(pk=product_id, shop_id=shop_id)
        .first()
    )
    if product is None:
        raise NotFound(_("There is no product %(id)s in this shop.") % {"id": product_id})
    owner = Staff.objects.filter(pk=owner_id).first()
    if owner is None or not has_role(owner, shop_id):
        message = _("编号 %(id)s 的同事不在本店，请换一位负责人")
        raise InvalidInput(message % {"id": owner_id}, field="owner_id")
    if ProductTask.objects.filter(product=product, kind=kind, state=TaskState.OPEN).exists():
        message = _("「%(name)s」已有一个同类的待办，请先完成它")
        raise Conflict(message % {"name": product.name})
    task = ProductTask.objects.create(
        shop_id=shop_id, product=product, kind=kind, title=title, facts=dict(facts), owner=owner,
        due_on=due_on, created_at=now,
    )  # fmt: skip
    detail = {"product": product_id, "kind": kind, "owner": owner_id, "due_on": due_on}
    _record(actor, task, "catalog.add_task", detail)
    return task


@transaction.atomic
def close_task(
    actor: Staff, shop_id: int, task_id: int, state: str, note: str, now: datetime
) -> ProductTask:
    """Done, or dropped with a note; the owner or an editor may."""
    require(actor, shop_id)
    task = (
        ProductTask.objects.select_for_update(no_key=True)
        .filter(pk=task_id, shop_id=shop_id)
        .first()
    )
    if task is None:
        raise NotFound(_("没有编号为 %(id)s 的待办，请刷新后再试") % {"id": task_id})
    if task.owner_id != actor.pk:
        require(actor, shop_id, *EDITORS)
    if task.state != TaskState.OPEN:
        raise Conflict(_("「%(title)s」已经处理过了，请刷新") % {"title": task.title})
    if state == TaskState.DROPPED and not note.strip():
        raise InvalidInput(_("不做的话请写明原因"), field="note")
    task.state, task.note, task.closed_at = state, note.strip(), now
    task.save()
    _record(actor, task, "catalog.close_task", {"state": state, "note": task.note})
    return task


def _record(actor: Staff, task: ProductTask, action: str, detail: dict[str, object]) -> None:
    audit.record(
        shop=task.shop_id, actor=actor, action=action, subject=f"task:{task.pk}", detail=detail
    )
