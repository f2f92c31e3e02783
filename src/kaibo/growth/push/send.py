"""One message to one browser, and what its push service said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlsplit

import requests
from django.conf import settings
from pywebpush import WebPushException, webpush

from kaibo.foundation.config import config
from kaibo.growth.push.vapid import keys

HOSTS = (
    "fcm.googleapis.com", ".push.services.mozilla.com", ".notify.windows.com", ".push.apple.com",
)  # fmt: skip
TIMEOUT_S = 10
GONE = (404, 410)
Told = Literal["sent", "gone", "later", "refused"]


def is_push_service(endpoint: str) -> bool:
    """Whether the address is one of a push service: by TLS, or of `PUSH_HOSTS` as it stands."""
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    if f"{parts.scheme}://{parts.netloc}" in getattr(settings, "PUSH_HOSTS", ()):
        return True
    known = any(host == name or (name[0] == "." and host.endswith(name)) for name in HOSTS)
    return known and parts.scheme == "https" and parts.port in (None, 443)


def send(subscription: Mapping[str, str], message: Mapping[str, str], ttl_s: int) -> Told:
    """Encrypt ``message`` (JSON, aes128gcm) for the browser and hand it to its push service.

    ``subscription`` has endpoint, p256dh and auth. gone: the browser does not exist any more;
    later: try again; refused: never.
    """
    if not is_push_service(subscription["endpoint"]):
        return "refused"
    browser = {"endpoint": subscription["endpoint"], "keys": dict(subscription)}
    try:
        with requests.Session() as session:
            session.max_redirects = 0
            webpush(
                browser, json.dumps(dict(message), ensure_ascii=False), keys(), {"sub": _owner()},
                ttl=ttl_s, timeout=TIMEOUT_S, headers={"urgency": "high"},
                requests_session=session,
            )  # fmt: skip
    except WebPushException as error:
        return _refusal(error.response.status_code if error.response is not None else 0)
    except requests.RequestException:
        return "later"
    except ValueError:  # keys that are no point on the curve
        return "refused"
    return "sent"


def _refusal(status: int) -> Told:
    if status in GONE:
        return "gone"
    return "later" if status == 429 or status >= 500 else "refused"


def _owner() -> str:
    settings_ = config()
    origin = settings_.public_origin or ""
    return origin if origin.startswith("https://") else f"mailto:push@{settings_.public_host}"
