"""Nodes and needs by name: found, or made where they are missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kaibo.catalog.models import Category, Need
from kaibo.catalog.rules import tree


def node_at(shop_id: int, path: str) -> Category | None:
    """The node of a path, made with its ancestors; None for an empty path."""
    found: Category | None = None
    parts = tree.parts_of(path)
    for depth in range(1, len(parts) + 1):
        found = _child(shop_id, found, parts[:depth])
    return found


def needs_named(shop_id: int, names: Iterable[str]) -> list[Need]:
    """The needs of these names in their order, made where they are missing."""
    wanted = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    known = {each.name: each for each in Need.objects.filter(shop_id=shop_id)}
    for name in wanted:
        if name not in known:
            known[name] = Need.objects.create(shop_id=shop_id, name=name, order=len(known))
    return [known[name] for name in wanted]


def attribute_set(node: Category | None) -> list[dict[str, Any]]:
    """Attributes of a node and its ancestors, from the root; the nearer one wins by name."""
    chain: list[Category] = []
    while node is not None:
        chain.append(node)
        node = node.parent
    named = {each["name"]: each for each in (a for n in reversed(chain) for a in n.attributes)}
    return list(named.values())


def _child(shop_id: int, parent: Category | None, parts: list[str]) -> Category:
    made, _is_new = Category.objects.get_or_create(
        shop_id=shop_id,
        path=tree.path_of(parts),
        defaults={"parent": parent, "name": parts[-1], "order": next_order(shop_id, parent)},
    )
    return made


def next_order(shop_id: int, parent: Category | None) -> int:
    """The place after the last sibling."""
    last = Category.objects.filter(shop_id=shop_id, parent=parent).order_by("-order").first()
    return last.order + 1 if last else 0
