"""What is sold: products, their SKUs, prices, cost, pictures, promises.

Owns the product sheet (CSV and XLSX in and out). Stock belongs to supply; the console joins both.
"""

from __future__ import annotations
