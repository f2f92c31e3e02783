"""The order writer: one process that turns wishes to buy into committed orders, in batches.

Runs as ``python -m kaibo.orders`` on ``config().orders_socket``; free of Django. Whatever queued
while the last commit ran goes into the next one, so the row lock of a hot SKU is taken once per
batch and not once per order.
"""

from __future__ import annotations
