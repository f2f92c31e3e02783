"""What `kaibo up` prints when everything runs."""

from __future__ import annotations

from kaibo.foundation.config import Config


async def announce(config: Config, *, demo: bool) -> None:
    """Print the addresses; in the demo also put the show on air and print the log-ins."""
    print(config.url(config.web_port))
