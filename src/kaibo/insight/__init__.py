"""What happened: the metric registry, folds of the event log, drill-down, reviews (复盘).

`engine` is the insight process (``python -m kaibo.insight``), free of Django: it relays the outbox
to the event log, folds the log, pushes live figures and answers queries on a local socket. The
rest is the Django side: `facade` asks the engine and the order tables and builds reviews.
Callers: console (desk, pages), worker (tasks). Nothing here changes another domain's state.
"""

from __future__ import annotations
