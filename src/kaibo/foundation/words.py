"""Sentences for people in modules that stay free of Django, such as rules.

They are marked like any other (`tools/messages.py` finds them). The control plane puts its gettext
in place when it starts; elsewhere a sentence is said as it stands.
"""

from __future__ import annotations

from collections.abc import Callable


class _Speaker:
    """Holds the look-up of this process."""

    look_up: Callable[[str], str] = staticmethod(str)


def speak_by(look_up: Callable[[str], str]) -> None:
    """Look sentences up by this function from now on; once, when the process starts."""
    _Speaker.look_up = staticmethod(look_up)


def gettext(text: str) -> str:
    """The sentence in the language of whoever asks."""
    return _Speaker.look_up(text)


def gettext_noop(text: str) -> str:
    """Marks a sentence that is looked up later."""
    return text
