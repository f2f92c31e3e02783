"""What every domain stands on: money, time, errors, audit, outbox, ledger, gate, tokens, events.

Imports no domain. Modules without ``models`` in their name are free of Django, so that the
live processes may load them.
"""

from __future__ import annotations
