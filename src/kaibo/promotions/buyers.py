"""Whether somebody can hold balances and groups."""

from __future__ import annotations

from django.apps import apps
from django.utils.translation import gettext as _

from kaibo.foundation.errors import NotFound


def require_buyer(viewer_id: int) -> None:
    """Raises `NotFound` for nobody, and for a guest: guests hold nothing."""
    viewers = apps.get_model("members", "Viewer")._default_manager
    if not viewers.filter(pk=viewer_id, verified_at__isnull=False).exists():
        raise NotFound(_("没有编号为 %(id)s 的登录买家，请核对编号") % {"id": viewer_id})
