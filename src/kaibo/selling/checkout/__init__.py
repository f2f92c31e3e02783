"""From what a buyer wants to an order: facts, then the promotion engine, then a quote.

``facts`` gathers what the engine looks at, ``plan`` turns its answer into the plan of an order,
``quote`` stores it for ten minutes, ``place`` hands it to the order writer. ``cart`` keeps what a
viewer chose, ``orders`` shows a buyer what became of it. Enter through ``facade``.
"""

from __future__ import annotations
