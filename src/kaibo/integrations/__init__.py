"""Webhooks: business facts of a shop, signed, to the addresses that its administrators name.

Owns endpoints, deliveries and their attempts. ``python -m kaibo.integrations`` turns facts of the
outbox into deliveries and sends them; enter from elsewhere through `facade`.
"""

from __future__ import annotations
