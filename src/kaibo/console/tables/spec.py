"""What an entry of the registry says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kaibo.team.facade import Role

Kind = Literal["text", "number", "money", "time", "date", "flag", "choice", "json", "ref", "person"]

STAFF = (
    Role.OPERATOR, Role.BRAND_MANAGER, Role.ANALYST, Role.COMPLIANCE, Role.WAREHOUSE,
    Role.SERVICE, Role.ADMIN,
)  # fmt: skip
PEOPLE = (Role.SERVICE, Role.WAREHOUSE, Role.COMPLIANCE, Role.ADMIN)
SYSTEM = (Role.COMPLIANCE, Role.ADMIN)
COSTS = (Role.OPERATOR, Role.BRAND_MANAGER, Role.ANALYST, Role.ADMIN)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One table. ``shop`` is the path to the shop's id; ``""`` means a scope of `scopes`.

    ``personal``: columns shown masked, by kind of mask; ``secret``: only for those who may see
    costs; ``hide``: never shown. Bytes, hashes and sealed columns are never shown as they are.
    """

    model: str
    zh: str
    en: str
    group: str
    shop: str = "shop_id"
    search: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    personal: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[str, ...] = STAFF
    unmaskers: tuple[str, ...] = (Role.SERVICE, Role.ADMIN)
    importer: str = ""

    @property
    def key(self) -> str:
        """``catalog.sku``, as addresses name it."""
        return self.model.lower()


@dataclass(frozen=True, slots=True)
class Column:
    """A column as a page shows it. ``path`` is where the value is found."""

    name: str
    path: str
    zh: str
    en: str
    kind: Kind
    is_sortable: bool = False
    is_filter: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    refers_to: str = ""  # key of the table that the id is of
    mask: str = ""
    is_secret: bool = False
