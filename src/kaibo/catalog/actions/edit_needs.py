"""The needs (需求/场景) that products are sorted by: the whole list is saved at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.catalog import stamp
from kaibo.catalog.actions.save_product import EDITORS
from kaibo.catalog.models import Need
from kaibo.foundation import audit
from kaibo.foundation.errors import InvalidInput
from kaibo.team.facade import Staff, require

MOST = 40


@transaction.atomic
def set_needs(actor: Staff, shop_id: int, wanted: Sequence[tuple[int | None, str]]) -> list[Need]:
    """``(id or None, name)`` in order: known ids are renamed, new ones made, others removed.

    A removed need leaves its products, which stay as they are otherwise.
    """
    require(actor, shop_id, *EDITORS)
    stamp.touch(shop_id)
    names = [name.strip() for _id, name in wanted]
    _check(names)
    known = {each.pk: each for each in Need.objects.filter(shop_id=shop_id)}
    if unknown := [pk for pk, _name in wanted if pk is not None and pk not in known]:
        raise InvalidInput(_("没有编号为 %(id)s 的需求，请刷新后再试") % {"id": unknown[0]})
    before = [each.name for each in known.values()]
    kept = {pk for pk, _name in wanted if pk is not None}
    Need.objects.filter(shop_id=shop_id).exclude(pk__in=kept).delete()
    # Two that swap their names pass through names nobody uses.
    Need.objects.bulk_update([_renamed(known[pk], f"\x01{pk}") for pk in kept], ["name"])
    made = [_stored(shop_id, order, pk, name) for order, ((pk, _old), name) in
            enumerate(zip(wanted, names, strict=True))]  # fmt: skip
    audit.record(
        shop=shop_id,
        actor=actor,
        action="catalog.set_needs",
        subject=f"shop:{shop_id}",
        detail={"before": before, "after": names},
    )
    return made


def _check(names: list[str]) -> None:
    if len(names) > MOST:
        message = _("最多 %(most)s 个需求，现在 %(n)s 个")
        raise InvalidInput(message % {"most": MOST, "n": len(names)}, field="needs")
    for name in names:
        if not 0 < len(name) <= 20 or not name.isprintable() or names.count(name) > 1:
            message = _("需求名要 1–20 个字且不重复，现在有「%(name)s」")
            raise InvalidInput(message % {"name": name}, field="needs")


def _renamed(need: Need, name: str) -> Need:
    need.name = name
    return need


def _stored(shop_id: int, order: int, pk: int | None, name: str) -> Need:
    need = Need.objects.get(pk=pk) if pk else Need(shop_id=shop_id)
    need.name, need.order = name, order
    need.save()
    return need
