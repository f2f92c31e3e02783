"""Links the scripts and styles of a front-end entry through Vite's manifest."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()
WEB = Path(settings.BASE) / "static" / "web"
MANIFEST = WEB / ".vite" / "manifest.json"


class NotBuilt(Exception):
    """The pages are not built; run `make setup` (or `npm run build` in web/)."""

    def __str__(self) -> str:
        return str(self.__doc__)


@register.simple_tag
def vite_entry(entry: str) -> SafeString:
    """Tags for ``room.html`` or ``studio.html``: styles first, then the module and its imports."""
    manifest = _manifest(_stamp())
    if entry not in manifest:
        raise NotBuilt
    chunks = _with_imports(manifest, entry)
    styles = [(_url(css),) for chunk in chunks for css in chunk.get("css", [])]
    preloads = [(_url(chunk["file"]),) for chunk in chunks[1:]]
    module = [(_url(manifest[entry]["file"]),)]
    return SafeString(
        format_html_join("\n", '<link rel="stylesheet" href="{}">', dict.fromkeys(styles))
        + format_html_join("\n", '<link rel="modulepreload" href="{}">', preloads)
        + format_html_join("\n", '<script type="module" src="{}"></script>', module)
    )


def _with_imports(manifest: dict[str, Any], entry: str) -> list[dict[str, Any]]:
    """The entry's chunk and those it imports at once, each once."""
    found: dict[str, dict[str, Any]] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = manifest[name]
            waiting.extend(manifest[name].get("imports", []))
    return list(found.values())


def _url(file: str) -> str:
    return f"{settings.STATIC_URL}web/{file}"


def _stamp() -> float:
    try:
        return MANIFEST.stat().st_mtime
    except FileNotFoundError as error:
        raise NotBuilt from error


@lru_cache(maxsize=2)
def _manifest(_stamp: float) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(MANIFEST.read_text())
    return content
