"""The real web process with the demo show on air, an order, and three callers of the API."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import requests
import schemathesis

from kaibo.foundation.config import Config, from_environment
from kaibo.selling.contracts import BuyRequest
from kaibo.supervisor.child import environment
from kaibo.supervisor.database import manage
from kaibo.supervisor.postgres import Postgres
from kaibo.supervisor.processes import Process, platform
from tests.factories.order_writer import Client
from tests.platform import PORTS, free_ports, wait_for

NEEDED = ("orders", "insight", "web", "paysim")
PHONE = "13900000001"
ADDRESS = {
    "name": "王小云", "phone": PHONE, "province": "浙江省", "city": "杭州市",
    "district": "余杭区", "street": "文一西路969号",
}  # fmt: skip


@dataclass
class World:
    """What `kaibo up --demo` runs, without video and gateway."""

    data: Path
    variables: dict[str, str] = field(default_factory=dict)
    children: list[subprocess.Popen[bytes]] = field(default_factory=list)
    cluster: subprocess.Popen[bytes] | None = None

    @property
    def config(self) -> Config:
        return from_environment(self.variables)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.config.web_port}"

    @property
    def api(self) -> str:
        return f"{self.url}/api/v1"

    def start(self) -> None:
        """Database, demo seed, processes, and the demo show on air."""
        ports = {name: str(port) for name, port in zip(PORTS, free_ports(), strict=True)}
        self.variables = {"KAIBO_DATA": str(self.data), "HOST": "127.0.0.1"} | ports
        for folder in (self.config.run, self.config.logs, self.config.secrets):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        cluster = Postgres(self.config.postgres)
        cluster.prepare()
        self.cluster = cluster.spawn()
        cluster.wait_ready()
        self._seed()
        for process in platform(self.config, demo=True, video=False):
            if process.name in NEEDED:
                self._spawn(process)
        wait_for("the web process answers", self._is_well, 60)

    def stop(self) -> None:
        for child in reversed(self.children):
            child.send_signal(signal.SIGTERM)
        for child in self.children:
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        if self.cluster is not None:
            Postgres(self.config.postgres).stop(self.cluster)

    def row(self, sql: str, *values: object) -> Any:
        """The first row of an answer, None without one."""
        with psycopg.connect(self.config.dsn, autocommit=True) as db:
            found = db.execute(sql, values)
            return found.fetchone() if found.description else None

    def log(self, name: str = "web") -> str:
        return (self.config.logs / f"{name}.log").read_text(errors="replace")

    def guest(self) -> requests.Session:
        """A viewer who has just entered."""
        page = requests.Session()
        answer = page.post(f"{self.api}/viewers/guest", json={"source": "direct"}, timeout=20)
        page.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        return page

    def buyer(self, phone: str = PHONE) -> requests.Session:
        """A viewer who logged in with a phone code."""
        page = self.guest()
        sent = page.post(f"{self.api}/viewers/phone/code", json={"phone": phone}, timeout=20)
        texts = page.get(f"{self.api}/viewers/consent-texts", timeout=20).json()
        said = [
            {"purpose": t["purpose"], "text_version": t["text_version"], "granted": True}
            for t in texts
        ]
        body = {"phone": phone, "code": sent.json()["demo_code"], "consents": said}
        answer = page.post(f"{self.api}/viewers/phone/verify", json=body, timeout=20)
        assert answer.status_code == 200, answer.text
        page.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        return page

    def staff(self, username: str = "admin") -> requests.Session:
        """A colleague's session; the CSRF token is echoed as the pages do it."""
        page = requests.Session()
        page.get(f"{self.api}/staff/csrf", timeout=20)
        page.headers["X-CSRFToken"] = str(page.cookies["csrftoken"])
        password = (self.config.secrets / "demo-password").read_text()
        body = {"username": username, "password": password}
        answer = page.post(f"{self.api}/staff/login", json=body, timeout=20)
        assert answer.status_code == 200, answer.text
        page.headers["X-CSRFToken"] = str(page.cookies["csrftoken"])
        return page

    def buy(self, page: requests.Session) -> int:
        """One order of the first offer; answers with its id."""
        me = page.get(f"{self.api}/viewers/me", timeout=20).json()["viewer_id"]
        kept = page.post(f"{self.api}/viewers/me/addresses", json=ADDRESS, timeout=20).json()["id"]
        room, show, offer, price = self.row(
            "select r.id, r.show_id, o.id, o.normal_price from liveroom_room r"
            " join planning_lineuplink l on l.show_id = r.show_id"
            " join selling_offer o on o.link_id = l.id order by o.id limit 1"
        )
        wish = BuyRequest(
            ref=1, key=uuid.uuid4().bytes, room_id=room, show_id=show, buyer_id=me,
            offer_id=offer, quantity=1, price=price, address_id=kept, segment_run_id=None,
            pinned_link_id=None, video_ms=None, source="direct", is_rehearsal=False,
        )  # fmt: skip
        client = wait_for("the order writer listens", self._order_client)
        try:
            result = client.buy([wish])[1]
        finally:
            client.close()
        assert result.order_id is not None, result.code
        return result.order_id

    def _order_client(self) -> Client | None:
        try:
            return Client(self.config.orders_socket)
        except OSError:
            return None

    def _seed(self) -> None:
        before = dict(os.environ)
        os.environ.update(self.variables)
        try:
            manage(self.config, "migrate", "--no-input", "--verbosity", "0")
            manage(self.config, "seed_demo")
            self.row("update liveroom_room set stream_state = 'up', stream_at = now()")
            manage(self.config, "air_demo", "--seconds", "5")
        finally:
            os.environ.clear()
            os.environ.update(before)

    def _spawn(self, process: Process) -> None:
        env = environment(self.config) | self.variables
        with (self.config.logs / f"{process.name}.log").open("ab") as log:
            self.children.append(
                subprocess.Popen(
                    process.command,
                    env=env,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )

    def _is_well(self) -> bool:
        try:
            return requests.get(f"{self.url}/healthz", timeout=2).status_code == 200
        except requests.RequestException:
            time.sleep(0.1)
            return False


@contextmanager
def running_world() -> Iterator[World]:
    """A unix socket's path must be short, so the folder is not pytest's."""
    folder = Path(tempfile.mkdtemp(prefix="kb-api-"))
    running = World(folder)
    try:
        running.start()
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)


class Callers:
    """The three who call, and the real things that their requests may point at."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._sessions = {"anybody": requests.Session(), "buyer": world.buyer()}
        self._calls = 0
        self._is_out = True
        self.real = self._real_things(world.buy(self._sessions["buyer"]))

    def session(self, who: str) -> requests.Session:
        """A session that is logged in; the staff's is opened again when an attack ended it."""
        if who == "staff" and self._is_out:
            self._sessions["staff"] = self._log_in(self._sessions.get("staff"))
            self._is_out = False
        return self._sessions[who]

    def notice(self, who: str, answer: schemathesis.Response) -> None:
        """Keep in mind that the staff's session may have ended."""
        ended = str(answer.request.url).endswith(("/staff/logout", "/setup"))
        self._is_out = self._is_out or (who == "staff" and (ended or answer.status_code == 401))

    def point_at_real_things(self, case: Any) -> None:
        """Every other request names a room, a show or an order that exists."""
        self._calls += 1
        if self._calls % 2:
            return
        for part in (case.path_parameters, case.query, case.body):
            if isinstance(part, dict):
                part.update({name: self.real[name] for name in part if name in self.real})

    def _log_in(self, ended: requests.Session | None) -> requests.Session:
        """After the demo's end (the set-up wizard) nobody can log in: then as nobody."""
        try:
            return self.world.staff()
        except AssertionError:
            if ended is None:
                raise
            return ended

    def _real_things(self, order: int) -> dict[str, object]:
        show, link, offer, sku, shop = self.world.row(
            "select l.show_id, l.id, o.id, o.sku_id, s.id from planning_lineuplink l"
            " join selling_offer o on o.link_id = l.id, foundation_shop s order by o.id limit 1"
        )
        (viewer,) = self.world.row("select max(id) from members_viewer")
        (staff,) = self.world.row("select id from team_staff where username = 'host'")
        (segment,) = self.world.row("select min(id) from planning_scriptsegment")
        (product,) = self.world.row("select min(id) from catalog_product")
        (check,) = self.world.row("select min(id) from planning_checklistitem")
        campaign, warehouse, category = self.world.row(
            "select (select max(id) from promotions_campaign),"
            " (select min(id) from supply_warehouse), (select max(id) from catalog_category)"
        )
        return {
            "slug": "yunhe", "show_id": show, "link_id": link, "offer_id": offer, "sku_id": sku,
            "shop_id": shop, "shop": shop, "show": show, "order_id": order, "viewer_id": viewer,
            "staff_id": staff, "segment_id": segment, "product_id": product, "item_id": check,
            "rehearsal_of": show, "room": "yunhe", "campaign_id": campaign,
            "warehouse_id": warehouse, "category_id": category,
        }  # fmt: skip
