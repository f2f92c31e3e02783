"""A show as planned: goals, line-up, script, checklist, and the versions that were frozen."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Phase(models.TextChoices):
    """The three gated phases of a show (PLAN-16), then closed."""

    PREPARE = "prepare", "筹备"
    ON_AIR = "on_air", "直播"
    REVIEW = "review", "复盘"
    CLOSED = "closed", "已结案"


class Show(models.Model):
    """One broadcast. A rehearsal is a show of its own whose figures never mix with real ones."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    theme = models.CharField(max_length=120, blank=True)
    host_name = models.CharField(max_length=40, blank=True)
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.PREPARE)
    is_rehearsal = models.BooleanField(default=False)
    rehearsal_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    planned_start_at = models.DateTimeField()
    planned_end_at = models.DateTimeField()
    went_live_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # How fast this show's host speaks, in Chinese characters per second.
    read_chars_per_second = models.FloatField(default=4.5)
    # Scripted against executed segments (CONT-08), filled when the show ends.
    execution = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_end_at__gt=models.F("planned_start_at")), name="show_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(read_chars_per_second__gt=0), name="show_read_speed_positive"
            ),
        ]
        indexes = [models.Index(fields=["shop", "-planned_start_at"])]

    def __str__(self) -> str:
        return self.title


class Goal(models.Model):
    """A measurable target of a show; ``metric`` is an id of the metric registry.

    Money in minor units, rates in percent. ``actual`` comes from the review.
    """

    show = models.ForeignKey(Show, on_delete=models.CASCADE, related_name="goals")
    dimension = models.CharField(max_length=20)  # efficiency, effect, experience
    metric = models.CharField(max_length=40)
    target = models.DecimalField(max_digits=18, decimal_places=4)
    actual = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    measured_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["show", "metric"], name="goal_metric_once")]


class LinkRole(models.TextChoices):
    TRAFFIC = "traffic", "引流"
    WELFARE = "welfare", "福利"
    MAIN = "main", "主推"
    PROFIT = "profit", "利润"
    IMAGE = "image", "形象"


class LineupLink(models.Model):
    """A row of the 排品表: one link of the show, selling one product."""

    show = models.ForeignKey(Show, on_delete=models.CASCADE, related_name="links")
    number = models.PositiveSmallIntegerField()
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=LinkRole.choices, default=LinkRole.MAIN)
    live_price = models.BigIntegerField()
    flash_price = models.BigIntegerField(null=True)
    # Live prices of SKUs that differ from ``live_price``: {"<sku id>": minor units}.
    sku_prices = models.JSONField(default=dict, blank=True)
    mechanism = models.CharField(max_length=120, blank=True)
    commission_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    live_stock = models.PositiveIntegerField(default=0)  # 直播锁定, per SKU of the product
    spare_stock = models.PositiveIntegerField(default=0)  # 机动
    per_user_limit = models.PositiveSmallIntegerField(default=0)  # 0: none
    selling_points = models.JSONField(default=list, blank=True)
    proof = models.CharField(max_length=120, blank=True)
    rival_price = models.BigIntegerField(null=True)
    talk_minutes = models.PositiveSmallIntegerField(default=5)
    host_name = models.CharField(max_length=40, blank=True)
    sample_ready = models.BooleanField(default=False)
    risk_words = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["show", "number"],
                name="link_number_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(live_price__gt=0), name="link_price_positive"),
        ]
        ordering = ["number"]


class SegmentPart(models.TextChoices):
    """The mandatory parts of a script (CONT-03)."""

    OPENING = "opening", "开场留人"
    PRODUCT = "product", "价值传递"
    INTERACTION = "interaction", "互动"
    SALES = "sales", "促单"
    ENDING = "ending", "收尾沉淀"


class ScriptSegment(models.Model):
    """A timed row of the script; the console executes these in order."""

    show = models.ForeignKey(Show, on_delete=models.CASCADE, related_name="segments")
    position = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=12, choices=SegmentPart.choices)
    title = models.CharField(max_length=60)
    seconds = models.PositiveIntegerField()
    link = models.ForeignKey(
        LineupLink, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    talk_points = models.TextField(blank=True)
    assistant_action = models.CharField(max_length=200, blank=True)
    console_action = models.CharField(max_length=200, blank=True)
    traffic_action = models.CharField(max_length=200, blank=True)
    interaction = models.CharField(max_length=200, blank=True)
    camera = models.CharField(max_length=120, blank=True)
    target = models.CharField(max_length=120, blank=True)
    compliance_note = models.CharField(max_length=200, blank=True)
    is_cant_miss = models.BooleanField(default=False)
    is_locked = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["show", "position"],
                name="segment_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(seconds__gt=0), name="segment_seconds_positive"),
        ]
        ordering = ["position"]


class SegmentBlock(models.Model):
    """An interaction that the segment carries, ready for the console to open."""

    segment = models.ForeignKey(ScriptSegment, on_delete=models.CASCADE, related_name="blocks")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)  # of `interaction`: poll, draw, …
    title = models.CharField(max_length=40)
    seconds = models.PositiveIntegerField()  # how long it stays open; 0: until it is closed
    rules = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "position"],
                name="block_position_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]


class FrozenPlan(models.Model):
    """The line-up and script as they stood when frozen; the room runs the newest version."""

    show = models.ForeignKey(Show, on_delete=models.CASCADE, related_name="frozen_plans")
    version = models.PositiveSmallIntegerField()
    body = models.JSONField()
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["show", "version"], name="frozen_version_once")
        ]


class ChecklistItem(models.Model):
    """A pre-live check; Go Live is refused while a mandatory one is unsigned (PLAN-10)."""

    show = models.ForeignKey(Show, on_delete=models.CASCADE, related_name="checklist")
    position = models.PositiveSmallIntegerField(default=0)
    category = models.CharField(max_length=20)  # signal, light, sound, network, goods, price, law
    title = models.CharField(max_length=80)
    is_mandatory = models.BooleanField(default=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | Q(signed_by__isnull=False),
                name="sign_off_named",
            )
        ]


class PhaseTask(models.Model):
    """Something to do before a phase may be left."""

    show = models.ForeignKey(Show, on_delete=models.CASCADE, related_name="tasks")
    phase = models.CharField(max_length=10, choices=Phase.choices)
    title = models.CharField(max_length=80)
    owner = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)


class Channel(models.Model):
    """A platform on which the show runs: the main one, and those beside it (PLAN-12)."""

    show = models.ForeignKey(Show, on_delete=models.CASCADE, related_name="channels")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=40)
    platform = models.CharField(max_length=16)
    is_main = models.BooleanField(default=False)
    link = models.CharField(max_length=300, blank=True)  # where viewers watch
    push_url = models.CharField(max_length=300, blank=True)
    key_cipher = models.BinaryField(null=True)
    target_gmv = models.BigIntegerField(default=0)  # minor units
    target_viewers = models.PositiveIntegerField(default=0)
    # What the platform reported, typed in or imported; null until then.
    result_gmv = models.BigIntegerField(null=True)
    result_orders = models.PositiveIntegerField(null=True)
    result_viewers = models.PositiveIntegerField(null=True)
    result_note = models.CharField(max_length=120, blank=True)
    result_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["show", "name"], name="channel_name_once"),
            models.UniqueConstraint(
                fields=["show"], name="channel_one_main", condition=Q(is_main=True)
            ),
        ]
