"""The synthetic audience: seeded viewers who enter, ask, click, buy and pay over real sockets.

They speak to the platform only as browsers do (WebSocket and HTTP) and only in a rehearsal show;
their viewers are marked synthetic and a rehearsal's figures never mix with real ones.
"""

from __future__ import annotations
