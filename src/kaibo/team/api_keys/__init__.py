"""API keys: how another system calls the staff API in the name of one shop.

A key is a bearer token ``kb_<prefix>_<secret>``, shown once and stored as a hash. It acts as an
account of its own that nobody can log in with, so that audit names the key; its scopes decide
which operations it may call (`scopes`), its account's roles what they let it do.
"""

from __future__ import annotations
