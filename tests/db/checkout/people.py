"""A buyer's browser, as HTTP."""

from __future__ import annotations

import time
from typing import Any

from django.test import Client

from kaibo.foundation.tokens import Claims, issue


def bearer(viewer_id: int, kind: str = "buyer") -> dict[str, str]:
    claims = Claims(viewer_id, kind, "阿月", {}, False, int(time.time()) + 600)
    return {"Authorization": f"Bearer {issue(claims)}"}


def post(path: str, who: dict[str, str], **body: Any) -> Any:
    return Client().post(f"/api/v1{path}", body, content_type="application/json", headers=who)


def get(path: str, who: dict[str, str], **query: Any) -> Any:
    return Client().get(f"/api/v1{path}", query, headers=who)
