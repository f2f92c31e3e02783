"""Write docs/openapi.json from the routes."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path


def main() -> None:
    os.environ["KAIBO_DATA"] = tempfile.mkdtemp(prefix="kaibo-openapi-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "kaibo.console.settings"
    import django

    django.setup()
    from kaibo.console.api import api

    target = Path(__file__).resolve().parent.parent / "docs/openapi.json"
    schema = json.dumps(api.get_openapi_schema(), indent=1, ensure_ascii=False, default=str)
    target.write_text(schema + "\n", encoding="utf-8")
    sys.stdout.write(f"{target}: {len(schema)} characters\n")


if __name__ == "__main__":
    main()
