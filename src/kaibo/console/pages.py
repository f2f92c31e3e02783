"""The HTML documents: buyer room, studio, and where ``/`` leads."""

from __future__ import annotations

import base64
import hashlib
import sys
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from kaibo.console import problems
from kaibo.console.templatetags.vite import NotBuilt


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The room on air, else the studio."""
    rooms = apps.get_model("liveroom", "Room")._default_manager
    slug = rooms.filter(is_on_air=True).order_by("id").values_list("slug", flat=True).first()
    return redirect(f"/r/{slug}" if slug else "/studio/")


@require_safe
def room(request: HttpRequest, slug: str) -> HttpResponse:
    """The buyer's page of a room; 404 with a designed state when there is none."""
    rooms = apps.get_model("liveroom", "Room")._default_manager
    title = rooms.filter(slug=slug).values_list("title", flat=True).first()
    if title is None:
        return plain(request, 404, _("没有这个直播间"), _("链接可能写错了，请向分享的人再要一次。"))
    return _document(request, "console/room.html", {"title": title, "slug": slug})


@require_safe
def manifest(_request: HttpRequest, slug: str) -> HttpResponse:
    """What a phone needs to put the room on its home screen (W3C web app manifest)."""
    rooms = apps.get_model("liveroom", "Room")._default_manager
    found = rooms.filter(slug=slug).values_list("title", "shop__name").first()
    if found is None:
        raise Http404
    title, shop = found
    icons = [
        {"src": f"/static/icon-{kind}{size}.png", "sizes": f"{size}x{size}", "type": "image/png",
         "purpose": purpose}
        for kind, purpose in (("", "any"), ("maskable-", "maskable"))
        for size in (192, 512)
    ]  # fmt: skip
    body = {
        "id": f"/r/{slug}", "start_url": f"/r/{slug}?from=app", "scope": "/", "lang": "zh-CN",
        "name": title, "short_name": shop, "display": "standalone",
        "background_color": "#15171c", "theme_color": "#15171c", "icons": icons,
    }  # fmt: skip
    response = JsonResponse(body, content_type="application/manifest+json")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """A buyer's orders: the list opens over the room on air, else over the first room."""
    rooms = apps.get_model("liveroom", "Room")._default_manager
    slug = rooms.order_by("-is_on_air", "id").values_list("slug", flat=True).first()
    return redirect(f"/r/{slug}?sheet=orders" if slug else "/")


@require_safe
def verify_draw(_request: HttpRequest) -> HttpResponse:
    """The page that works a draw out again. One file, so that it can be kept and used offline.

    Its script and style stand in it; the policy allows exactly these by their hashes.
    """
    page, policy = _verifier()
    response = HttpResponse(page, content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = policy
    response["Cache-Control"] = "no-cache"
    return response


@cache
def _verifier() -> tuple[bytes, str]:
    page = (Path(__file__).parent / "assets" / "verify_draw.html").read_bytes()
    script, style = (_inline_hash(page, tag) for tag in (b"script", b"style"))
    rules = (
        "default-src 'none'", f"script-src '{script}'", f"style-src '{style}'",
        "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    )  # fmt: skip
    return page, "; ".join(rules)


def _inline_hash(page: bytes, tag: bytes) -> str:
    inside = page.split(b"<" + tag + b">", 1)[1].split(b"</" + tag + b">", 1)[0]
    return "sha256-" + base64.b64encode(hashlib.sha256(inside).digest()).decode()


@require_safe
@ensure_csrf_cookie
def studio(request: HttpRequest) -> HttpResponse:
    """The staff application; its own router reads the rest of the address."""
    return _document(request, "console/studio.html", {"title": "Kaibo 开播"})


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers; whether the database does is said in the body."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database = "up"
    except DatabaseError:
        database = "down"
    return JsonResponse({"status": "ok", "database": database})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problems.problem(404, "not_found", _("没有这个接口，请核对地址"))
    return plain(request, 404, _("没有这个页面"), _("地址可能写错了，或者页面已经移走。"))


def failed(request: HttpRequest) -> HttpResponse:
    """A defect of ours, or PostgreSQL restarting: Django calls this while it handles the error."""
    is_away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    if is_away and request.path.startswith("/api/"):
        return problems.database_away(request, sys.exc_info()[1])
    if is_away:
        return plain(request, 503, _("正在恢复"), _("数据库正在重启，请过几秒再刷新。"))
    if request.path.startswith("/api/"):
        return problems.problem(500, "internal_error", _("平台出错了，请稍后再试"))
    return plain(
        request, 500, _("平台出错了"), _("请稍后再试；如果一直这样，请联系管理员查看日志。")
    )


def plain(request: HttpRequest, status: int, title: str, message: str) -> HttpResponse:
    """A page that needs neither the built front end nor the database."""
    context = {"title": title, "message": message, "action": _("回到首页"), "action_url": "/"}
    return render(request, "console/plain.html", context, status=status)


def _document(request: HttpRequest, template: str, context: dict[str, str]) -> HttpResponse:
    try:
        response = render(request, template, context)
    except NotBuilt as error:
        return plain(request, 503, _("页面还没有构建"), str(error))
    response["Cache-Control"] = "no-cache"
    return response
