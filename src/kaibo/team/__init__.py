"""Staff, the roles they hold in each shop, and how they prove who they are.

Owns accounts, memberships, log-in, TOTP and recovery codes. Others ask `kaibo.team.facade`.
"""

from __future__ import annotations
