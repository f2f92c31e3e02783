"""Layering contracts, generated from the packages that exist, and checked by import-linter.

python tools/layers.py           write .importlinter
python tools/layers.py --check   refuse a stale .importlinter, then run the contracts
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src/kaibo"
TARGET = ROOT / ".importlinter"

# Top calls down; a step tells a later one by an outbox event. `|` never import each other.
CHAIN = [
    ["cli", "supervisor"],
    ["console", "gateway", "orders", "media", "rehearsal"],
    ["optimization"],
    ["integrations"],
    ["insight"],
    ["growth", "settlement"],
    ["service"],
    ["fulfillment"],
    ["selling"],
    ["interaction"],
    ["liveroom"],
    ["supply", "risk"],
    ["planning"],
    ["compliance"],
    ["pricing", "promotions"],
    ["catalog"],
    ["members", "partners", "team"],
    ["foundation"],
]
DOMAINS = [name for row in CHAIN[2:-1] for name in row]
LIVE = ["gateway", "orders", "media"]
PRIVATE = ["models", "actions", "queries", "rules"]


def contracts() -> str:
    """The whole file as text."""
    parts = [_head(), _chain(), _pure(), _routes(), _live()]
    parts += [_door(domain) for domain in DOMAINS if _has(domain)]
    return "\n".join(part for part in parts if part)


def _has(*parts: str) -> bool:
    path = PACKAGE.joinpath(*parts)
    return (path / "__init__.py").exists() or path.with_suffix(".py").exists()


def _section(key: str, name: str, kind: str, lists: dict[str, list[str]], *extra: str) -> str:
    lines = [f"[importlinter:contract:{key}]", f"name = {name}", f"type = {kind}"]
    for field, values in lists.items():
        lines += [f"{field} =", *(f"    {value}" for value in values)]
    return "\n".join([*lines, *extra, ""])


def _head() -> str:
    return (
        "# Written by tools/layers.py from the packages that exist; do not edit.\n"
        "[importlinter]\nroot_package = kaibo\ninclude_external_packages = True\n"
        "exclude_type_checking_imports = True\n"
    )


def _chain() -> str:
    rows = [[name for name in row if _has(name)] for row in CHAIN]
    layers = [" | ".join(row) if len(row) > 1 else row[0] for row in rows if row]
    layers[0] = layers[0].replace(" | ", " : ")  # the command line starts the supervisor
    return _section(
        "chain",
        "Later steps call earlier steps; earlier steps publish events",
        "layers",
        {"containers": ["kaibo"], "layers": layers},
        "exhaustive = true",
    )


def _pure() -> str:
    found = [
        f"kaibo.{domain}.{part}"
        for domain in ["foundation", *DOMAINS]
        for part in ("rules", "contracts", "wire")
        if _has(domain, part)
    ]
    forbidden = ["django", "ninja", "psycopg", "asyncpg"]
    return _section(
        "pure",
        "Rules and contracts decide without I/O",
        "forbidden",
        {"source_modules": found, "forbidden_modules": forbidden},
    )


def _routes() -> str:
    sources = [f"kaibo.{domain}.routes" for domain in DOMAINS if _has(domain, "routes")]
    hidden = [
        f"kaibo.{domain}.{part}"
        for domain in DOMAINS
        for part in ("models", "actions", "queries")
        if _has(domain, part)
    ]
    return _section(
        "routes",
        "Routes reach their domain through its facade",
        "forbidden",
        {"source_modules": sources, "forbidden_modules": hidden},
        "allow_indirect_imports = True",
    )


def _live() -> str:
    return _section(
        "live",
        "The live processes never load Django, even indirectly",
        "forbidden",
        {
            "source_modules": [f"kaibo.{name}" for name in LIVE if _has(name)],
            "forbidden_modules": ["django", "ninja"],
        },
    )


def _door(domain: str) -> str:
    hidden = [f"kaibo.{domain}.{part}" for part in PRIVATE if _has(domain, part)]
    if not hidden:
        return ""
    return _section(
        f"door-{domain}",
        f"{domain}: enter through facade, contracts, errors or hot",
        "protected",
        {"protected_modules": hidden, "allowed_importers": [f"kaibo.{domain}"]},
    )


def main() -> int:
    text = contracts()
    if "--check" not in sys.argv:
        TARGET.write_text(text)
        return 0
    if not TARGET.exists() or TARGET.read_text() != text:
        sys.stderr.write(".importlinter is stale; run `python tools/layers.py` and commit it\n")
        return 1
    return subprocess.run([Path(sys.executable).with_name("lint-imports"), "--no-cache"]).returncode


if __name__ == "__main__":
    sys.exit(main())
