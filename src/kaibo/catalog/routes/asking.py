"""What every route of the catalog needs: the router, who asks, numbers that are ids."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Path, Router

from kaibo.team.facade import Role, Staff, staff_auth

router = Router(tags=["products"], auth=staff_auth)

BIGGEST_ID = 2**63 - 1
PathId = Annotated[int, Path(ge=1, le=BIGGEST_ID)]
Id = Annotated[int, Field(ge=1, le=BIGGEST_ID)]

# Cost and floor price are trade secrets of the shop.
COST_READERS = (Role.OPERATOR, Role.BRAND_MANAGER, Role.ANALYST, Role.ADMIN)


def asker(request: HttpRequest) -> Staff:
    """Who asks; the route's auth has let nobody else in."""
    staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    assert isinstance(staff, Staff)
    return staff
