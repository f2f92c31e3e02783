"""How a product of the demo shop is written down: one call, one block of lines."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Variant:
    """A SKU in one line; money in 分. ``attributes`` is "颜色:雾蓝 尺码:M"."""

    suffix: str
    name: str
    price: int
    floor: int
    cost: int
    grams: int
    stock: int
    attributes: str = ""
    presale_days: int = 0  # ships so many days from now; 0 from stock


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """A product with its SKUs and how it is drawn. ``spin`` names a turned shape (360°)."""

    code: str
    name: str
    category: str  # path, "厨房/锅具"
    needs: tuple[str, ...]
    picture: str
    tint: str
    points: tuple[str, str, str]
    claim: tuple[str, str]
    variants: tuple[Variant, ...]
    spin: str = ""
    exempt: str = ""  # why it cannot be returned without a reason
    contents: tuple[tuple[str, int], ...] = field(default=())  # a bundle: (SKU code, units)

    @property
    def description(self) -> str:
        promise = "定制或易腐，拆封后不支持无理由退货" if self.exempt else "7 天无理由退货"
        return f"{self.name}。{'；'.join(self.points)}。48 小时内发货，{promise}。"


def sku(
    suffix: str, name: str, yuan: float, floor: float, cost: float, grams: int, stock: int,
    attributes: str = "",
) -> Variant:  # fmt: skip
    """A SKU with its money in yuan."""
    price, lowest, paid = (round(amount * 100) for amount in (yuan, floor, cost))
    return Variant(suffix, name, price, lowest, paid, grams, stock, attributes)
