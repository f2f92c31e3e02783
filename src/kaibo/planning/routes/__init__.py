"""HTTP API of planning, for staff only; mounted at ``/shows``."""

from __future__ import annotations

from ninja import Router

from kaibo.planning.routes import checks, lineup, script, shows
from kaibo.team.facade import staff_auth

router = Router(tags=["shows"], auth=staff_auth)
for part in (shows.router, lineup.router, script.router, checks.router):
    router.add_router("", part)
