"""The goods of the demo shop, a file per aisle. Brand, partners and proofs are invented."""

from __future__ import annotations

from kaibo.console.demo.goods.cleaning import CLEANING
from kaibo.console.demo.goods.home import HOME
from kaibo.console.demo.goods.kitchen import KITCHEN
from kaibo.console.demo.goods.pantry import PANTRY
from kaibo.console.demo.goods.row import DemoProduct
from kaibo.console.demo.goods.storage import STORAGE
from kaibo.console.demo.goods.textiles import TEXTILES
from kaibo.console.demo.goods.tonight import TONIGHT
from kaibo.console.demo.goods.young import YOUNG

SHELVES: tuple[DemoProduct, ...] = TEXTILES + KITCHEN + STORAGE + CLEANING + HOME + PANTRY + YOUNG

__all__ = ["SHELVES", "TONIGHT", "DemoProduct"]
