"""What a bundle is made of."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kaibo.catalog.contracts import FieldProblem
from kaibo.catalog.models import BundleComponent, Sku


def set_components(bundle: Sku, wanted: dict[str, int]) -> list[object] | None:
    """Store the components; gives ``[before, after]`` by code, None when nothing changed.

    The caller holds the shop's stamp, so no second change can nest bundles meanwhile.
    """
    rows = BundleComponent.objects.filter(bundle=bundle).select_related("component")
    before = {row.component.code: row.quantity for row in rows}
    if before == wanted:
        return None
    skus = _skus(bundle, wanted)
    rows.delete()
    BundleComponent.objects.bulk_create(
        BundleComponent(bundle=bundle, component=skus[code], quantity=quantity)
        for code, quantity in wanted.items()
    )
    return [before, wanted]


def component_problems(shop_id: int, wanted: dict[str, dict[str, int]]) -> list[FieldProblem]:
    """Unknown components and nested bundles among ``{bundle code: {code: units}}``.

    Codes that the same draft makes are the caller's business: it stores plain SKUs first.
    """
    codes = {code for components in wanted.values() for code in components}
    known = set(Sku.objects.filter(shop_id=shop_id, code__in=codes).values_list("code", flat=True))
    emptied = {bundle for bundle, components in wanted.items() if not components}
    stored = BundleComponent.objects.filter(bundle__shop_id=shop_id)
    bundles = set(stored.filter(bundle__code__in=codes).values_list("bundle__code", flat=True))
    bundles = (bundles | {code for code, parts in wanted.items() if parts}) - emptied
    in_others = stored.filter(component__code__in=[c for c, parts in wanted.items() if parts])
    parts = set(in_others.values_list("component__code", flat=True))
    found = [_unknown(code) for code in sorted(codes - known)]
    found += [_nested(code) for code in sorted((codes & bundles) | parts)]
    return found


def _skus(bundle: Sku, wanted: dict[str, int]) -> dict[str, Sku]:
    found = Sku.objects.filter(shop_id=bundle.shop_id, code__in=wanted)
    return {sku.code: sku for sku in found}


def _unknown(code: str) -> FieldProblem:
    message = _("本店没有这个 SKU 编码，请先建好组合里的商品或改正编码")
    return FieldProblem("sku_components", code, message)


def _nested(code: str) -> FieldProblem:
    message = _("组合里不能再放组合，请改成其中的单品")
    return FieldProblem("sku_components", code, message)
