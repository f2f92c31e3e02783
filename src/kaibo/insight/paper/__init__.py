"""The review as a PDF that one forwards: one template, set by typst, no browser and no network.

`content` says what stands in it, as plain words; `glyphs` keeps to letters that the shipped font
has; `review.typ` lays it out. Text reaches the template as data and is never read as markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import msgspec
import typst

from kaibo.insight.paper.content import content
from kaibo.insight.paper.glyphs import Letters
from kaibo.insight.registry import Metric

Form = Literal["pdf", "png"]


def print_review(
    review: Mapping[str, Any], study: Mapping[str, Any], lines: Sequence[Mapping[str, Any]],
    metrics: Mapping[str, Metric], lang: str,
) -> bytes:  # fmt: skip
    """The PDF; arguments as the API answers them, ``lang`` zh or en."""
    return typeset(content(review, study, lines, metrics, lang))[0]


def typeset(page: Mapping[str, Any], form: Form = "pdf", ppi: float = 110) -> list[bytes]:
    """The content laid out: one PDF, or a PNG per page."""
    letters = Letters()
    kept = letters.keep(page)
    kept["missing"] = letters.missing()
    template = files("kaibo.insight.paper").joinpath("review.typ").read_bytes()
    found: bytes | list[bytes] = typst.compile(  # type: ignore[misc]  # its stub names no type
        template, format=form, ppi=ppi, font_paths=[font_folder()], ignore_system_fonts=True,
        sys_inputs={"page": msgspec.json.encode(kept).decode()},
    )  # fmt: skip
    return found if isinstance(found, list) else [found]


def font_folder() -> Path:
    return Path(__file__).parents[2] / "console" / "assets" / "fonts"
