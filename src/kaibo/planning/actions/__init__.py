"""Changes of a plan: permission, lock of the show row, rules, write, audit, in one transaction."""

from __future__ import annotations
