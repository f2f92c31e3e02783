"""Who may look things up in the back office, which spans all shops of the installation."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Permission

from kaibo.team.facade import Staff


def open_back_office(staff: Staff) -> None:
    """Let the installation's own administrator see every list there; nothing can be changed."""
    staff.user_permissions.add(
        *Permission.objects.filter(
            content_type__app_label__in=settings.DOMAINS, codename__startswith="view_"
        )
    )
