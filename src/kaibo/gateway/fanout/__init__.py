"""One frame to all sockets of a room: the gateway's hottest path, behind a small interface.

`choose` gives the engine of this machine: io_uring where the kernel allows it, else one write()
a page. Both are called from the loop's thread alone and never wait for a page.
"""

from __future__ import annotations

import structlog

from kaibo.gateway.fanout.audience import Audience
from kaibo.gateway.fanout.engine import BROKEN, Engine, Short
from kaibo.gateway.fanout.uring import Uring
from kaibo.gateway.fanout.writes import Writes

__all__ = ["BROKEN", "Audience", "Engine", "Short", "Uring", "Writes", "choose"]
log = structlog.get_logger(__name__)


def choose(wish: str = "auto") -> Engine:
    """The fastest engine that works here, or the one wished for (io_uring, write).

    Raises OSError when io_uring was wished for and is not to be had.
    """
    if wish == "write":
        return Writes()
    try:
        return Uring()
    except OSError as error:
        if wish == "io_uring":
            raise
        log.info("fan-out by write()", why=str(error))
        return Writes()
