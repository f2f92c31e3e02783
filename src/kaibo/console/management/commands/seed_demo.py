"""``seed_demo``: the demo shop, complete; safe to run at every start."""

from __future__ import annotations

import contextlib

from django.core.management.base import BaseCommand
from django.utils import timezone
from procrastinate.exceptions import AlreadyEnqueued

from kaibo.console.demo import logins, seed
from kaibo.console.tasks import open_demo_shelves
from kaibo.foundation.models import Shop


class Command(BaseCommand):
    help = "Fill the installation with the demo shop and print its log-ins."

    def handle(self, *args: object, **options: object) -> None:
        if Shop.objects.filter(is_demo=False).exists():
            self.stdout.write("已经有自己的店铺，不再写入演示数据")
            return
        shop = seed(timezone.now())
        with contextlib.suppress(AlreadyEnqueued):
            open_demo_shelves.defer()
        self.stdout.write(f"演示店铺：{shop.name}")
        for login in logins():
            roles = "、".join(login.roles)
            self.stdout.write(f"  {login.username:<11}{login.password}  {login.name}（{roles}）")
