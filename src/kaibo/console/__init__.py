"""The Django project: settings, URLs, API assembly, admin base, pages."""

from __future__ import annotations
