"""The category tree by hand: add, rename, move, merge, delete; no product is ever lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kaibo.catalog import stamp
from kaibo.catalog.actions.save_product import EDITORS, refuse
from kaibo.catalog.actions.tree_nodes import next_order
from kaibo.catalog.models import Category, Product
from kaibo.catalog.rules import tree
from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.team.facade import Staff, require


@transaction.atomic
def add_category(actor: Staff, shop_id: int, name: str, parent_id: int | None) -> Category:
    """A new node after its siblings."""
    _begin(actor, shop_id)
    parent = _node(shop_id, parent_id) if parent_id else None
    path = _checked_path(shop_id, parent, name)
    made = Category.objects.create(
        shop_id=shop_id,
        parent=parent,
        name=name.strip(),
        path=path,
        order=next_order(shop_id, parent),
    )
    _record(actor, made, "catalog.add_category", {"path": path})
    return made


@transaction.atomic
def rename_category(actor: Staff, shop_id: int, category_id: int, name: str) -> Category:
    """Another name; the paths below follow."""
    _begin(actor, shop_id)
    node = _node(shop_id, category_id)
    if node.name == name.strip():
        return node
    path = _checked_path(shop_id, node.parent, name)
    before = node.path
    node.name = name.strip()
    _set_path(node, path)
    _record(actor, node, "catalog.rename_category", {"before": before, "after": path})
    return node


@transaction.atomic
def set_attributes(
    actor: Staff, shop_id: int, category_id: int, attributes: Sequence[dict[str, Any]]
) -> Category:
    """Which attributes the SKUs of this category carry; sub-categories inherit them."""
    _begin(actor, shop_id)
    node = _node(shop_id, category_id)
    names = [each["name"] for each in attributes]
    if len(set(names)) != len(names):
        raise InvalidInput(_("属性名重复（%(names)s），请去掉一个") % {"names": "、".join(names)})
    before, node.attributes = node.attributes, list(attributes)
    node.save(update_fields=["attributes"])
    detail = {"before": before, "after": node.attributes}
    _record(actor, node, "catalog.set_category_attributes", detail)
    return node


@transaction.atomic
def move_category(
    actor: Staff, shop_id: int, category_id: int, parent_id: int | None, position: int
) -> Category:
    """Under another parent (None: the top), at ``position`` among the siblings."""
    _begin(actor, shop_id)
    node = _node(shop_id, category_id)
    parent = _node(shop_id, parent_id) if parent_id else None
    before = node.path
    if parent is not None and _is_inside(parent, node):
        raise Conflict(_("不能把「%(path)s」移到它自己下面") % {"path": node.path})
    if node.parent_id != (parent.pk if parent else None):
        path = _checked_path(shop_id, parent, node.name, _height(node))
        node.parent = parent
        _set_path(node, path)
    _place(node, position)
    _record(actor, node, "catalog.move_category", {"before": before, "after": node.path})
    return node


@transaction.atomic
def merge_category(actor: Staff, shop_id: int, category_id: int, into_id: int) -> Category:
    """Products and sub-categories go to another node, then this one is gone.

    Sub-categories that the other node has by the same name are merged in turn.
    """
    _begin(actor, shop_id)
    node, into = _node(shop_id, category_id), _node(shop_id, into_id)
    if _is_inside(into, node):
        raise Conflict(_("不能把「%(path)s」并到它自己或它的下级") % {"path": node.path})
    path, moved = node.path, _merge(node, into)
    _record(actor, into, "catalog.merge_category", {"from": path, "products": moved})
    return into


@transaction.atomic
def delete_category(actor: Staff, shop_id: int, category_id: int) -> int:
    """Products of the node and below go to its parent (at the top: to none); returns how many."""
    _begin(actor, shop_id)
    node = _node(shop_id, category_id)
    below = list(_below(node))
    ids = [each.pk for each in below] + [node.pk]
    moved = Product.objects.filter(category_id__in=ids).update(category=node.parent)
    for each in sorted(below, key=lambda one: -one.path.count("/")):
        each.delete()
    detail = {"path": node.path, "products": moved, "below": [each.path for each in below]}
    _record(actor, node, "catalog.delete_category", detail)
    node.delete()
    return moved


def _begin(actor: Staff, shop_id: int) -> None:
    require(actor, shop_id, *EDITORS)
    stamp.touch(shop_id)


def _node(shop_id: int, category_id: int) -> Category:
    found = Category.objects.filter(pk=category_id, shop_id=shop_id).first()
    if found is None:
        raise NotFound(_("没有编号为 %(id)s 的类目，请刷新后再试") % {"id": category_id})
    return found


def _checked_path(shop_id: int, parent: Category | None, name: str, height: int = 0) -> str:
    """The path under ``parent``; raises when it is too deep, ill-named or taken."""
    clean = name.strip()
    if not clean or tree.parts_of(clean) != [clean]:
        message = _("类目名不能为空，也不能含 / 或 >，现在是「%(name)s」")
        raise InvalidInput(message % {"name": clean}, field="name")
    path = tree.path_of([parent.path, clean] if parent else [clean])
    refuse(tree.path_problems(path + "/x" * height))
    if Category.objects.filter(shop_id=shop_id, path=path).exists():
        message = _("已经有「%(path)s」，请换一个名字，或把两个类目合并")
        raise Conflict(message % {"path": path})
    return path


def _below(node: Category) -> list[Category]:
    inside = Category.objects.filter(shop_id=node.shop_id, path__startswith=f"{node.path}/")
    return list(inside)


def _height(node: Category) -> int:
    """Levels below the node."""
    own = node.path.count("/")
    return max((each.path.count("/") - own for each in _below(node)), default=0)


def _is_inside(node: Category, above: Category) -> bool:
    return node.pk == above.pk or node.path.startswith(f"{above.path}/")


def _set_path(node: Category, path: str) -> None:
    below, cut = _below(node), len(node.path)
    node.path = path
    node.save()
    for each in below:
        each.path = path + each.path[cut:]
    Category.objects.bulk_update(below, ["path"])


def _place(node: Category, position: int) -> None:
    siblings = list(
        Category.objects.filter(shop_id=node.shop_id, parent=node.parent).exclude(pk=node.pk)
    )
    siblings.insert(min(max(position, 0), len(siblings)), node)
    for order, each in enumerate(siblings):
        each.order = order
    Category.objects.bulk_update(siblings, ["order"])


def _merge(node: Category, into: Category) -> int:
    moved = Product.objects.filter(category=node).update(category=into)
    for child in Category.objects.filter(parent=node):
        path = tree.path_of([into.path, child.name])
        same = Category.objects.filter(shop_id=node.shop_id, path=path).first()
        if same is not None:
            moved += _merge(child, same)
            continue
        refuse(tree.path_problems(path + "/x" * _height(child)))
        last = Category.objects.filter(parent=into).aggregate(n=Max("order"))["n"]
        child.parent, child.order = into, (0 if last is None else last + 1)
        _set_path(child, path)
    node.delete()
    return moved


def _record(actor: Staff, node: Category, action: str, detail: dict[str, object]) -> None:
    audit.record(
        shop=node.shop_id,
        actor=actor,
        action=action,
        subject=f"category:{node.pk}",
        detail=detail,
    )
