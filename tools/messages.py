"""Message catalogs of the control plane: extract, merge, compile.

    make messages

Texts stand in the code in the language they were first written in; each needs the other one in
`console/locale/<language>/LC_MESSAGES/django.po`. The sentence itself is filled in for its own
language. Exits with 1 and the list when a text is missing.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "kaibo"
LOCALE = SOURCE / "console" / "locale"
LANGUAGES = ("zh_Hans", "en")
# Django-free modules name the sentence; `console.problems` looks it up when it answers.
_NAMES = ("_", "gettext", "gettext_lazy", "gettext_noop", "N_", "LoginRequired")
KEYWORDS = dict.fromkeys(_NAMES)
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_HAN = re.compile(r"[\u4e00-\u9fff]")


def language_of(text: str) -> str:
    """The language a sentence of the code is written in."""
    return "zh_Hans" if _HAN.search(text) else "en"


def extracted() -> Catalog:
    """Every sentence of the source, with the files that say it."""
    found = Catalog()
    for name, line, message, _comments, _context in extract_from_dir(
        str(SOURCE), method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        assert isinstance(message, str), f"{name}:{line}: plural forms are not used"
        found.add(message, locations=[(name, 0)])
    for path in sorted(SOURCE.glob("*/errors.py")):
        for message in _default_messages(path):
            found.add(message, locations=[(str(path.relative_to(SOURCE)), 0)])
    return found


def _default_messages(path: Path) -> Iterator[str]:
    """An error raised without words says the first line of its class."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef) and (text := ast.get_docstring(node)):
            yield text.split("\n")[0]


def catalog_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def stored(language: str) -> Catalog:
    """The catalog as it is committed; empty when there is none."""
    path = catalog_path(language)
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def merged(language: str) -> Catalog:
    """The extracted sentences in this language; sentences that left the code are dropped."""
    old, new = stored(language), _empty(language)
    for message in extracted():
        if message.id:
            new.add(message.id, _text(message.id, language, old), locations=_files(message))
    return new


def missing(catalog: Catalog) -> Iterator[str]:
    """The sentences without a text."""
    return (str(message.id) for message in catalog if message.id and not message.string)


def _empty(language: str) -> Catalog:
    """A fixed head: the file changes only when a sentence does."""
    return Catalog(
        locale=language, project="Kaibo", version="1", header_comment="# Messages of Kaibo.",
        msgid_bugs_address="none", last_translator="Kaibo", language_team="Kaibo",
        creation_date=_EPOCH, revision_date=_EPOCH, fuzzy=False, charset="utf-8",
    )  # fmt: skip


def _text(msgid: str, language: str, old: Catalog) -> str:
    if language_of(msgid) == language:
        return msgid
    known = old.get(msgid)
    return str(known.string) if known else ""


def _files(message: object) -> list[tuple[str, int]]:
    """Without line numbers: they would change the file with every edit of the code."""
    return sorted({(name, 0) for name, _line in message.locations})  # type: ignore[attr-defined]


def _write(language: str, catalog: Catalog) -> None:
    path = catalog_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=0, omit_header=False, include_lineno=False, sort_by_file=True)
    path.with_suffix(".mo").write_bytes(compiled(catalog))


def compiled(catalog: Catalog) -> bytes:
    """The catalog as gettext reads it."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def main() -> int:
    """Write both catalogs; report what still has to be translated."""
    gaps = 0
    for language in LANGUAGES:
        catalog = merged(language)
        _write(language, catalog)
        for text in missing(catalog):
            gaps += 1
            sys.stderr.write(f"{language}: no text for {text!r}\n")
    return 1 if gaps else 0


if __name__ == "__main__":
    sys.exit(main())
