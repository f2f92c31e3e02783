"""The one door of team: who may do what, who is asking, and what changes who may.

`staff_auth` goes into ``auth=`` of a route; `require` stands at the top of every staff action.
"""

from __future__ import annotations

from kaibo.team.access import has_role, require, roles_by_shop, shops_of, staff_names
from kaibo.team.actions.enroll_totp import confirm_enrollment, start_enrollment
from kaibo.team.actions.invite import Invitation, invite, new_password
from kaibo.team.actions.log_in import log_in
from kaibo.team.actions.reset_access import change_password, reset_password, reset_totp
from kaibo.team.actions.set_roles import set_roles
from kaibo.team.models import Membership, Role, Staff
from kaibo.team.queries import audit_entries, colleagues
from kaibo.team.session import any_staff_auth, open_session, staff_auth

__all__ = [
    "Invitation",
    "Membership",
    "Role",
    "Staff",
    "any_staff_auth",
    "audit_entries",
    "change_password",
    "colleagues",
    "confirm_enrollment",
    "has_role",
    "invite",
    "log_in",
    "new_password",
    "open_session",
    "require",
    "reset_password",
    "reset_totp",
    "roles_by_shop",
    "set_roles",
    "shops_of",
    "staff_auth",
    "staff_names",
    "start_enrollment",
]
