"""Reviews of shows and their findings; figures themselves live in the event log and the folds."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Review(models.Model):
    """The 复盘 of a show: its automatic draft with every figure, as made when the show ended."""

    show = models.OneToOneField("planning.Show", on_delete=models.PROTECT, related_name="+")
    body = models.JSONField()
    made_at = models.DateTimeField()
    note = models.TextField(blank=True)


class Benchmark(models.Model):
    """What a shop measures a figure against; without a row the default holds, where there is one.

    In the unit of the registry: money in minor units, shares in percent.
    """

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    metric = models.CharField(max_length=40)
    value = models.FloatField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "metric"], name="benchmark_once"),
            models.CheckConstraint(condition=Q(value__gt=0), name="benchmark_positive"),
        ]


class Alarm(models.Model):
    """Alert → analysis → action → result, one row (DATA-11).

    The insight process raises and clears it; people answer it. ``action`` is what was done at the
    console because of it; its figures before and after are read from log and orders.
    """

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    show = models.ForeignKey("planning.Show", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    subject = models.BigIntegerField(default=0)  # link or segment run; 0: the show
    metric = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=10)  # problem, warning
    facts = models.JSONField()  # text, value, baseline, evidence, suggestion
    raised_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True)
    analysis = models.CharField(max_length=300, blank=True)  # why, in the words of who looked
    snoozed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    snoozed_until = models.DateTimeField(null=True)
    action = models.ForeignKey(
        "liveroom.ConsoleAction", null=True, on_delete=models.PROTECT, related_name="+"
    )
    acted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    acted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["show", "code", "subject", "metric"], name="alarm_one_open",
                condition=Q(cleared_at__isnull=True),
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["show", "-id"])]


class ScoringPolicy(models.Model):
    """How a shop weighs its scores; a change is a new version, never an edit (EVAL-06).

    ``weights``: stage → dimension → percent, 100 together. ``long_term_min``: the smallest share
    of a plan's weight, in percent, that goals of the long term are to have.
    """

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    stage = models.CharField(max_length=8)  # start, grow, mature
    weights = models.JSONField()
    long_term_min = models.PositiveSmallIntegerField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "version"], name="scoring_version_once"),
            models.CheckConstraint(
                condition=Q(long_term_min__lte=100), name="scoring_min_is_percent"
            ),
        ]


class FollowUp(models.Model):
    """A line finding–cause–action–owner–due of a review, with the task it became (EVAL-09)."""

    show = models.ForeignKey("planning.Show", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, blank=True)  # of the finding; empty: written by hand
    finding = models.CharField(max_length=300)
    cause = models.CharField(max_length=300, blank=True)
    action = models.CharField(max_length=300)
    owner = models.CharField(max_length=40)
    due_on = models.DateField()
    metric = models.CharField(max_length=40, blank=True)  # measured later, before against after
    task = models.ForeignKey(
        "planning.PhaseTask", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["show", "id"])]


class LessonUse(models.Model):
    """A line of an earlier review taken into the plan of a show, as a task (EVAL-13)."""

    line = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="uses")
    show = models.ForeignKey("planning.Show", on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey(
        "planning.PhaseTask", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "show"], name="lesson_used_once")]


class OwnMetric(models.Model):
    """A metric that a shop defined by a formula over those of the registry (EVAL-10)."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    zh = models.CharField(max_length=40)
    en = models.CharField(max_length=60)
    formula = models.CharField(max_length=400)
    unit = models.CharField(max_length=8)
    owner = models.CharField(max_length=40)
    higher_is_better = models.BooleanField(default=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "key"], name="own_metric_once")]


class SavedQuestion(models.Model):
    """An SQL question that a shop asks again."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    sql = models.TextField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "name"], name="question_name_once")]


class Dashboard(models.Model):
    """Charts that a shop looks at together; ``version`` counts saves, so that none is lost."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    charts = models.JSONField()  # list of `charts.chart.Chart`
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "name"], name="dashboard_name_once")]


class Keeping(models.Model):
    """How long a shop keeps the events of a day; ``days`` null: for ever."""

    shop = models.OneToOneField("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    days = models.PositiveIntegerField(null=True)
    kept_from = models.DateField(null=True)  # events of days before were deleted, held ones aside

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(days__isnull=True) | Q(days__gte=30),
                                   name="keeping_a_month_at_least"),
        ]  # fmt: skip


class LegalHold(models.Model):
    """Days whose events must stay whatever `Keeping` says, until the hold is lifted."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    first_date = models.DateField()
    last_date = models.DateField()
    reason = models.CharField(max_length=300)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)
    lift_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_date__gte=models.F("first_date")),
                                   name="hold_in_order"),
        ]  # fmt: skip
