"""The one door of catalog."""

from __future__ import annotations

from kaibo.catalog.actions.count_filter_use import count_filter_use
from kaibo.catalog.actions.edit_needs import set_needs
from kaibo.catalog.actions.edit_pictures import add_pictures, caption_picture, order_pictures
from kaibo.catalog.actions.edit_tree import (
    add_category,
    delete_category,
    merge_category,
    move_category,
    rename_category,
    set_attributes,
)
from kaibo.catalog.actions.import_sheet import Imported, import_products, settle_with_shop
from kaibo.catalog.actions.product_tasks import add_task, close_task, set_thresholds, thresholds
from kaibo.catalog.actions.save_cobrand import DEALERS, save_cobrands
from kaibo.catalog.actions.save_product import EDITORS, save_product
from kaibo.catalog.actions.set_image import set_image, set_sku_image
from kaibo.catalog.actions.set_synonyms import set_synonyms
from kaibo.catalog.contracts import CobrandDraft, FieldProblem, ProductDraft, SkuDraft
from kaibo.catalog.models import (
    Category,
    CobrandTerm,
    FilterUse,
    Need,
    Picture,
    PictureKind,
    Product,
    ProductTask,
    Sku,
    TaskState,
)
from kaibo.catalog.pixels import clean_picture
from kaibo.catalog.queries import (
    bundle_parts,
    categories,
    find_products,
    needs_of,
    product,
    product_by_code,
    products_of,
    products_with_ids,
    sku_ids,
    synonyms_of,
    tree_order,
)
from kaibo.catalog.rules.cells import amount as read_amount
from kaibo.catalog.rules.cells import amount_text, guarded
from kaibo.catalog.rules.cells import day as read_day
from kaibo.catalog.rules.lifecycle import Facts, Verdict, verdict
from kaibo.catalog.rules.picking import proven_conversion
from kaibo.catalog.rules.policy import Thresholds, kinds_of
from kaibo.catalog.rules.promise import exempt_consent
from kaibo.catalog.rules.settlement import Line as PaidLine
from kaibo.catalog.rules.settlement import Row as CobrandRow
from kaibo.catalog.rules.settlement import Term as CobrandTermFact
from kaibo.catalog.rules.settlement import settle
from kaibo.catalog.rules.sheet import BadRow, Incoming, Reading
from kaibo.catalog.search.store import search, set_sold
from kaibo.catalog.sheetfiles import read_sheet, read_table, write_sheet

__all__ = [
    "DEALERS",
    "EDITORS",
    "BadRow",
    "Category",
    "CobrandDraft",
    "CobrandRow",
    "CobrandTerm",
    "CobrandTermFact",
    "Facts",
    "FieldProblem",
    "FilterUse",
    "Imported",
    "Incoming",
    "Need",
    "PaidLine",
    "Picture",
    "PictureKind",
    "Product",
    "ProductDraft",
    "ProductTask",
    "Reading",
    "Sku",
    "SkuDraft",
    "TaskState",
    "Thresholds",
    "Verdict",
    "add_category",
    "add_pictures",
    "add_task",
    "amount_text",
    "bundle_parts",
    "caption_picture",
    "categories",
    "clean_picture",
    "close_task",
    "count_filter_use",
    "delete_category",
    "exempt_consent",
    "find_products",
    "guarded",
    "import_products",
    "kinds_of",
    "merge_category",
    "move_category",
    "needs_of",
    "order_pictures",
    "product",
    "product_by_code",
    "products_of",
    "products_with_ids",
    "proven_conversion",
    "read_amount",
    "read_day",
    "read_sheet",
    "read_table",
    "rename_category",
    "save_cobrands",
    "save_product",
    "search",
    "set_attributes",
    "set_image",
    "set_needs",
    "set_sku_image",
    "set_sold",
    "set_synonyms",
    "set_thresholds",
    "settle",
    "settle_with_shop",
    "sku_ids",
    "synonyms_of",
    "thresholds",
    "tree_order",
    "verdict",
    "write_sheet",
]
