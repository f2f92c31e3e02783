"""HTTP API of planning, for staff only; mounted at ``/shows``."""

from __future__ import annotations

from kaibo.planning.routes import channels, checks, lineup, script, shows
from kaibo.planning.routes.asking import router

__all__ = ["channels", "checks", "lineup", "router", "script", "shows"]
