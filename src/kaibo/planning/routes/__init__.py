"""HTTP API of planning, for staff only; mounted at ``/shows``."""

from __future__ import annotations

from kaibo.planning.routes import checks, lineup, script, shows
from kaibo.planning.routes.asking import router

__all__ = ["checks", "lineup", "router", "script", "shows"]
