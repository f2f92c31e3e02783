"""Edit the line-up cell by cell: what can be taken is saved, every refused cell is named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction
from django.db.models import Max, Min, ProtectedError
from django.utils.translation import gettext as _

from kaibo.foundation.audit import record
from kaibo.foundation.errors import Conflict
from kaibo.planning import access, queries
from kaibo.planning.actions.cell_edits import Outcome, RowEdit, read_cells
from kaibo.planning.models import LineupLink, Phase, Show
from kaibo.planning.rules.cells import prices_text
from kaibo.planning.rules.columns import LINEUP

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

POINTS = ("point_1", "point_2", "point_3")


@transaction.atomic
def edit_lineup(
    show_id: int, edits: Sequence[RowEdit], removed: Sequence[int], actor: Staff
) -> Outcome:
    """Change, add and remove links. Locks the show.

    A new row with a refused cell is not made; in an existing row only that cell stays as it was.
    """
    show = queries.locked_show(show_id)
    access.may_plan(actor, show.shop_id)
    access.still_open(show)
    outcome = Outcome(targets=[edit.id for edit in edits])
    _remove(show, removed, outcome)
    for index, edit in enumerate(edits):
        _edit(show, index, edit, outcome)
    _audit(show, actor, "planning.edit_lineup", outcome)
    return outcome


@transaction.atomic
def reorder_lineup(show_id: int, order: Sequence[int], actor: Staff) -> None:
    """Number the links 1, 2, 3 … in this order of ids. Locks the show."""
    show = queries.locked_show(show_id)
    access.may_plan(actor, show.shop_id)
    access.still_open(show)
    links = {link.pk: link for link in LineupLink.objects.filter(show=show)}
    if sorted(order) != sorted(links):
        raise Conflict(_("The line-up has changed meanwhile; reload and order it again"))
    for number, link_id in enumerate(order, start=1):
        links[link_id].number = number
    LineupLink.objects.bulk_update(links.values(), ["number"])
    _audit(show, actor, "planning.reorder_lineup", Outcome(changed={"order": list(order)}))


def _remove(show: Show, removed: Sequence[int], outcome: Outcome) -> None:
    for link in LineupLink.objects.filter(show=show, pk__in=list(removed)):
        if show.phase != Phase.PREPARE:
            raise Conflict(_("Links cannot be removed on air; unlist them in the console"))
        outcome.changed[f"-{link.number}"] = link.product_id
        try:
            with transaction.atomic():
                link.delete()
        except ProtectedError:
            raise Conflict(
                _("Link %(number)s has offers or orders and cannot be removed; unlist it")
                % {"number": link.number}
            ) from None


def _edit(show: Show, index: int, edit: RowEdit, outcome: Outcome) -> None:
    refused = len(outcome.errors)
    values = read_cells(LINEUP, index, edit.cells, outcome)
    link = _link(show, index, edit, outcome)
    if link is None:
        return
    _take_product(show, link, index, values, outcome)
    _take_number(show, link, index, values, outcome)
    _take_points(link, values)
    _take_prices(link, index, values, outcome)
    _take_sku_prices(link, index, values, outcome)
    for key, value in values.items():
        setattr(link, key, value)
    if link.pk is None:
        _make(show, link, index, len(outcome.errors) > refused, outcome)
        return
    outcome.changed[str(link.number)] = {key: edit.cells[key] for key in edit.cells}
    link.save()


def _link(show: Show, index: int, edit: RowEdit, outcome: Outcome) -> LineupLink | None:
    if edit.id is None:
        last = LineupLink.objects.filter(show=show).aggregate(n=Max("number"))["n"] or 0
        return LineupLink(show=show, number=last + 1, host_name=show.host_name)
    link = LineupLink.objects.filter(show=show, pk=edit.id).first()
    if link is None:
        outcome.refuse(index, "number", edit.id, _("这一行已被删除，请刷新"))
    return link


def _take_product(
    show: Show, link: LineupLink, index: int, values: dict[str, Any], outcome: Outcome
) -> None:
    """By code first, then by name; a new row takes the product's daily price until told."""
    word = values.pop("product", None)
    if not word:
        return
    found = apps.get_model("catalog", "Product").objects.filter(shop_id=show.shop_id)
    products = found.filter(code=word)[:2] or found.filter(name=word)[:2]
    if len(products) != 1:
        doubled = _("有两个商品叫「%(word)s」，请填商品编码")
        message = doubled if products else _("商品库里没有「%(word)s」，请先建商品或改编码")
        outcome.refuse(index, "product", word, message % {"word": word})
        return
    product = products[0]
    if link.pk is not None and link.product_id != product.pk and show.phase != Phase.PREPARE:
        outcome.refuse(index, "product", word, _("直播中不能换商品，请新加一个链接"))
        return
    if link.product_id is None:
        link.live_price = product.skus.aggregate(p=Min("daily_price"))["p"] or 0
        link.selling_points = list(product.selling_points)[:3]
    link.product = product


def _take_number(
    show: Show, link: LineupLink, index: int, values: dict[str, Any], outcome: Outcome
) -> None:
    """A number that another link holds swaps the two."""
    number = values.pop("number", None)
    if number is None or number == link.number:
        return
    other = LineupLink.objects.filter(show=show, number=number).exclude(pk=link.pk).first()
    if other is not None and link.pk is None:
        message = _("%(number)s 号链接已被占用，请换一个号") % {"number": number}
        outcome.refuse(index, "number", number, message)
        return
    if other is not None:
        other.number = link.number
        other.save(update_fields=["number"])
    link.number = number


def _take_points(link: LineupLink, values: dict[str, Any]) -> None:
    points = [*link.selling_points, "", "", ""][:3]
    for place, key in enumerate(POINTS):
        if key in values:
            points[place] = values.pop(key)
    link.selling_points = [point for point in points if point]


def _take_prices(link: LineupLink, index: int, values: dict[str, Any], outcome: Outcome) -> None:
    live = values.get("live_price", link.live_price)
    flash = values.get("flash_price", link.flash_price)
    if live and flash is not None and flash >= live:
        key = "flash_price" if "flash_price" in values else "live_price"
        words = _("秒杀价要低于直播价（%(flash).2f ≥ %(live).2f），请改其中一个")
        message = words % {"flash": flash / 100, "live": live / 100}
        outcome.refuse(index, key, values.pop(key, None), message)


def _take_sku_prices(
    link: LineupLink, index: int, values: dict[str, Any], outcome: Outcome
) -> None:
    """Codes of the link's product, above a planned flash price; another product clears them."""
    wanted = values.pop("sku_prices", None)
    skus = link.product.skus.all() if link.product_id else []
    ids = {sku.code: sku.pk for sku in skus}
    if wanted is None:
        kept = {str(pk) for pk in ids.values()}
        link.sku_prices = {key: one for key, one in link.sku_prices.items() if key in kept}
        return
    flash = values.get("flash_price", link.flash_price)
    problem = next(
        filter(None, (_sku_problem(code, price, flash, ids) for code, price in wanted.items())), ""
    )
    if problem:
        outcome.refuse(index, "sku_prices", prices_text(wanted), problem)
    else:
        link.sku_prices = {str(ids[code]): price for code, price in wanted.items()}


def _sku_problem(code: str, price: int, flash: int | None, ids: dict[str, int]) -> str:
    if code not in ids:
        return _("这个商品没有规格 %(code)s，请改成它的 SKU 编码") % {"code": code}
    if flash is not None and flash >= price:
        message = _("规格 %(code)s 的价格要高于秒杀价 %(flash).2f，请改其中一个")
        return message % {"code": code, "flash": flash / 100}
    return ""


def _make(show: Show, link: LineupLink, index: int, is_bad: bool, outcome: Outcome) -> None:
    if link.product_id is None:
        if not is_bad:
            outcome.refuse(index, "product", "", _("新的一行要先填商品编码或商品名"))
        return
    if not link.live_price:
        outcome.refuse(index, "live_price", "", _("价格不能为空，请填大于 0 的金额"))
        return
    if is_bad:
        return
    link.save()
    outcome.created[index] = link.pk
    outcome.changed[f"+{link.number}"] = link.product_id


def _audit(show: Show, actor: Staff, action: str, outcome: Outcome) -> None:
    if outcome.changed:
        record(
            shop=show.shop_id, actor=actor, action=action, subject=f"show:{show.pk}",
            detail=outcome.changed,
        )  # fmt: skip
