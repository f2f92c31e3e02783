"""The one place that maps errors to HTTP: problem+json (RFC 9457).

Body: ``type, title, status, code, detail`` (what was wrong, which value, what to do), ``errors``
(field by field) where a form was wrong, and what the error carries for machines.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from kaibo.foundation.errors import KaiboError, TooMany, Unavailable

log = structlog.get_logger()

CONTENT_TYPE = "application/problem+json"

# pydantic's words are English and speak of types; these tell people what to type.
WORDS: dict[str, str] = {
    "missing": gettext_noop("必填"),
    "int_parsing": gettext_noop("要填整数"),
    "int_type": gettext_noop("要填整数"),
    "int_from_float": gettext_noop("要填整数"),
    "float_parsing": gettext_noop("要填数字"),
    "bool_parsing": gettext_noop("要填是或否"),
    "string_type": gettext_noop("要填文字"),
    "list_type": gettext_noop("要填列表"),
    "greater_than": gettext_noop("要大于 {gt}"),
    "greater_than_equal": gettext_noop("不能小于 {ge}"),
    "less_than": gettext_noop("要小于 {lt}"),
    "less_than_equal": gettext_noop("不能大于 {le}"),
    "string_too_short": gettext_noop("至少 {min_length} 个字"),
    "string_too_long": gettext_noop("最多 {max_length} 个字"),
    "too_long": gettext_noop("最多 {max_length} 项"),
    "too_short": gettext_noop("至少 {min_length} 项"),
    "string_pattern_mismatch": gettext_noop("格式不对"),
    "json_invalid": gettext_noop("不是有效的 JSON"),
    "extra_forbidden": gettext_noop("没有这个字段"),
    "enum": gettext_noop("只能是 {expected}"),
    "literal_error": gettext_noop("只能是 {expected}"),
}


def problem(
    status: int, code: str, detail: str, extra: Mapping[str, object] | None = None
) -> HttpResponse:
    """A problem+json response."""
    body = {
        **(extra or {}),
        "type": f"urn:kaibo:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    text = json.dumps(body, ensure_ascii=False, cls=_Encoder)
    content = text.encode("utf-8", "replace")  # half a character may be told back to its sender
    return HttpResponse(content, status=status, content_type=CONTENT_TYPE)


def register(api: NinjaAPI) -> None:
    """Make the API answer every error as a problem."""
    handlers: dict[type[Exception], Callable[..., HttpResponse]] = {
        KaiboError: _kaibo,
        ValidationError: _invalid,
        msgspec.ValidationError: _malformed,
        HttpError: _http,
        Http404: _missing,
        PermissionDenied: _denied,
        RequestDataTooBig: _too_big,
        MultiPartParserError: _unreadable,  # met while the CSRF token is looked for in the form
        BadRequest: _unreadable,
        SuspiciousOperation: _unreadable,
        DataError: _unstorable,
        UnicodeEncodeError: _unstorable,
        OperationalError: database_away,
        InterfaceError: database_away,
        Exception: unexpected,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def from_error(error: KaiboError) -> HttpResponse:
    """Sentences of Django-free modules and of error classes are looked up here."""
    detail = _(error.message) if error.message else ""
    response = problem(error.status, error.code, detail, error.detail)
    if isinstance(error, TooMany | Unavailable):
        response["Retry-After"] = str(error.detail.get("retry_after", 1))
    return response


def locked_out(
    _request: HttpRequest, response: HttpResponse, _credentials: Mapping[str, str] | None
) -> HttpResponse:
    """What axes answers on the last wrong try: what the page of that log-in answers itself."""
    if response.status_code >= 400:
        return response
    return problem(429, "locked_out", _("Too many wrong tries; wait and try again."))


def unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    """A defect of ours: logged under a number that people can quote."""
    incident = uuid.uuid4().hex[:12]
    log.exception("unexpected_error", incident=incident, path=request.path, exc_info=error)
    detail = _("Something went wrong on our side. Quote this number: %(incident)s.")
    return problem(500, "internal_error", detail % {"incident": incident}, {"incident": incident})


def _kaibo(_request: HttpRequest, error: KaiboError) -> HttpResponse:
    return from_error(error)


def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [_field_error(each) for each in error.errors]
    detail = "；".join(f"{each['field']}：{each['message']}" for each in errors[:3])
    return problem(
        422, "invalid_input", detail or _("The request is not acceptable."), {"errors": errors}
    )


def _field_error(error: Mapping[str, Any]) -> dict[str, str]:
    """``loc`` is (body, argument name, field, index …); people know the field."""
    where = [str(part) for part in error.get("loc", ())]
    field = ".".join(where[2:] if len(where) > 2 else where[1:]) or "body"
    kind = str(error.get("type", ""))
    words = WORDS.get(kind)
    return {
        "field": field,
        "message": _fill(_(words), error) if words else str(error.get("msg", "")),
    }


def _fill(words: str, error: Mapping[str, Any]) -> str:
    context = error.get("ctx") or {}
    try:
        return words.format(**context)
    except KeyError:
        return words


def _malformed(_request: HttpRequest, error: msgspec.ValidationError) -> HttpResponse:
    return problem(422, "invalid_input", str(error))


def _http(_request: HttpRequest, error: HttpError) -> HttpResponse:
    codes = {400: "bad_request", 401: "login_required", 403: "not_allowed", 429: "too_many"}
    messages = {
        400: _("The request cannot be read: send a JSON object, or a whole form for files."),
        401: _("Log in first."),
        403: _("The page is too old; reload it and try again."),
    }
    code = error.status_code
    detail = messages.get(code, str(error))
    return problem(code, codes.get(code, "http_error"), detail)


def _missing(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return problem(404, "not_found", _("There is no such thing; it may have been removed."))


def _denied(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return problem(403, "not_allowed", _("Your role does not allow this."))


def _too_big(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return problem(413, "too_big", _("The request is too large."))


def _unreadable(_request: HttpRequest, error: Exception) -> HttpResponse:
    log.info("unreadable_request", error=str(error).split("\n")[0])
    return problem(
        400,
        "bad_request",
        _("The request cannot be read: send a JSON object, or a whole form for files."),
    )


def _unstorable(_request: HttpRequest, error: Exception) -> HttpResponse:
    """A value that passed the schema but not PostgreSQL: NUL or half a character in a text, a
    number out of range."""
    log.info("unstorable_value", error=str(error).split("\n")[0])
    return problem(
        422,
        "invalid_input",
        _("A value cannot be stored: remove control characters and shorten numbers."),
    )


def database_away(_request: HttpRequest, error: BaseException | None) -> HttpResponse:
    log.warning("database_away", error=str(error).split("\n")[0])
    return from_error(
        Unavailable(_("The database is restarting; try again in a moment."), retry_after=2)
    )


class _Encoder(DjangoJSONEncoder):
    def default(self, value: object) -> object:
        if isinstance(value, set | frozenset):
            return sorted(value, key=str)
        try:
            return super().default(value)
        except TypeError:
            return str(value)
