"""A local WeChat Pay v3 for demo, rehearsals and tests: ``python -m kaibo.selling.paysim``.

It speaks the signed protocol on both sides: checks the merchant's request signatures, signs its
answers, sends notices signed with RSA-SHA256 whose resource is encrypted with AES-256-GCM, and
shows a cashier page. Free of Django. Used only when no real merchant is configured.
"""

from __future__ import annotations
