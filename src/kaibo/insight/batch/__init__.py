"""Figures from the rows themselves: documented tables of a shop, SQL of every metric, two engines.

No Django: the insight process and its children use it. Tables come from the event log and, by one
query each, from PostgreSQL.
"""

from __future__ import annotations
