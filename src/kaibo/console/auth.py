"""The ``auth=`` objects of the API in one place.

Domains below console take them where they are made: `kaibo.team.facade.staff_auth` and
`kaibo.foundation.auth.viewer_auth`.
"""

from __future__ import annotations

from kaibo.foundation.auth import browser_call, viewer_auth
from kaibo.team.facade import any_staff_auth, staff_auth

__all__ = ["any_staff_auth", "browser_call", "staff_auth", "viewer_auth"]
