"""Who may touch stock."""

from __future__ import annotations

from kaibo.team.facade import Role

KEEPERS = (Role.WAREHOUSE, Role.OPERATOR, Role.BRAND_MANAGER, Role.ADMIN)
MANAGERS = (Role.BRAND_MANAGER, Role.ADMIN)
