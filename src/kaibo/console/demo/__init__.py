"""The demo: one shop with its people, products, stock and show. Sample data lives only here.

`seed` may run at every start; what exists already is left as it is.
"""

from __future__ import annotations

from kaibo.console.demo.seed import DemoLogin, logins, open_shelves, seed

__all__ = ["DemoLogin", "logins", "open_shelves", "seed"]
