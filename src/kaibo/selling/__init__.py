"""What is for sale, orders, payments and refunds.

Enter through `facade` (orders, payments), `offer_facade` (offers), `contracts`, `errors`, and
`hot` for the live processes. Orders are written by one SQL function, `selling_place`.
"""

from __future__ import annotations
