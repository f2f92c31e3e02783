"""Stock put aside for a show. Supply, which stands above, says at its start how to ask for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Ask = Callable[[int], Mapping[int, int]]


class _Source:
    """Who knows; nobody until supply has started."""

    ask: Ask = staticmethod(lambda _show_id: {})


def ask_for_held(ask: Ask) -> None:
    """From now on ``ask(show id)`` gives SKU → units held for that show."""
    _Source.ask = staticmethod(ask)


def held_for(show_id: int) -> Mapping[int, int]:
    """SKU → units that only this show may use."""
    return _Source.ask(show_id)
