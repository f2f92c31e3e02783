"""Asks the insight process over its unix socket."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.utils.translation import gettext as _

from kaibo.foundation.config import config
from kaibo.foundation.errors import InvalidInput, Unavailable

_TIMEOUT = 20.0


class _Connection(http.client.HTTPConnection):
    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(config().insight_socket))


def fetch(
    path: str, query: Mapping[str, object], body: bytes | None = None, timeout: float = _TIMEOUT
) -> bytes | None:
    """Body of the answer, None for 404; with ``body`` it is a POST.

    Raises Unavailable while the process is away, InvalidInput for a query it refuses.
    """
    pairs = {name: value for name, value in query.items() if value not in (None, "", ())}
    connection = _Connection("insight", timeout=timeout)
    method = "GET" if body is None else "POST"
    try:
        connection.request(method, f"{path}?{urlencode(pairs)}", body)
        answer = connection.getresponse()
        found = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise Unavailable(_("数据服务正在重启，请几秒后再试")) from error
    finally:
        connection.close()
    if answer.status == 404:
        return None
    if answer.status == 422:
        refusal = msgspec.json.decode(found)
        raise InvalidInput(refusal.pop("detail"), **refusal)
    if answer.status == 503 and (behind := msgspec.json.decode(found).get("behind")):
        raise Unavailable(
            _("正在按观众整理这家店的 {count} 条事件，请几分钟后再试").format(count=behind)
        )
    if answer.status != 200:
        raise Unavailable(_("数据服务暂时不可用，请几秒后再试"), status=answer.status)
    return found


def ask(path: str, **query: object) -> Any:
    """The JSON answer, None for 404."""
    body = fetch(path, query)
    return None if body is None else msgspec.json.decode(body)
