"""The one door of API keys."""

from __future__ import annotations

from kaibo.team.api_keys.actions.create_key import create_key
from kaibo.team.api_keys.actions.revoke_key import revoke_key
from kaibo.team.api_keys.contracts import KeyCard, NewKey
from kaibo.team.api_keys.queries import keys_of
from kaibo.team.api_keys.scopes import AREAS, all_scopes, scope_of

__all__ = [
    "AREAS", "KeyCard", "NewKey", "all_scopes", "create_key", "keys_of", "revoke_key", "scope_of",
]  # fmt: skip
