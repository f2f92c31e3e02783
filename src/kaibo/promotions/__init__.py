"""Campaigns, coupons, points, store credit and red packets, and what a cart costs under them.

`rules` is the pure engine: it prices a cart from facts that are handed in and knows no database.
The tables say what runs; the ledger says how much is left. Callers: checkout and orders (through
`facade` and `contracts`), the console's reports.
"""

from __future__ import annotations
