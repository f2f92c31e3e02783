import django.db.models.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0002_initial'),
        ('foundation', '0002_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField('product', 'category', 'category_text'),
        migrations.AddField(
            model_name='product',
            name='launched_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='product',
            name='return_exempt_consent',
            field=models.CharField(blank=True, max_length=160),
        ),
        migrations.AddField(
            model_name='sku',
            name='attributes',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='sku',
            name='image',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='sku',
            name='is_gift',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='sku',
            name='presale_ships_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name='CatalogStamp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.BigIntegerField(default=0)),
                ('shop', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='foundation.shop')),
            ],
        ),
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('path', models.CharField(max_length=200)),
                ('order', models.PositiveIntegerField(default=0)),
                ('attributes', models.JSONField(blank=True, default=list)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='catalog.category')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='foundation.shop')),
            ],
            options={
                'ordering': ['order', 'id'],
            },
        ),
        migrations.AddField(
            model_name='product',
            name='category',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='products', to='catalog.category'),
        ),
        migrations.CreateModel(
            name='CobrandTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partner', models.CharField(max_length=60)),
                ('share_bp', models.PositiveIntegerField()),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='foundation.shop')),
                ('sku', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cobrands', to='catalog.sku')),
            ],
        ),
        migrations.CreateModel(
            name='FilterUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('show_id', models.BigIntegerField()),
                ('day', models.DateField()),
                ('kind', models.CharField(max_length=10)),
                ('key', models.CharField(max_length=60)),
                ('uses', models.PositiveIntegerField(default=0)),
                ('empty', models.PositiveIntegerField(default=0)),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='foundation.shop')),
            ],
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20)),
                ('order', models.PositiveIntegerField(default=0)),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='foundation.shop')),
            ],
            options={
                'ordering': ['order', 'id'],
            },
        ),
        migrations.AddField(
            model_name='product',
            name='needs',
            field=models.ManyToManyField(related_name='products', to='catalog.need'),
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('gallery', '图片'), ('detail', '材质细节'), ('spin', '360° 全景')], max_length=10)),
                ('position', models.PositiveSmallIntegerField()),
                ('path', models.CharField(max_length=200)),
                ('caption', models.CharField(blank=True, max_length=60)),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('bytes', models.PositiveIntegerField()),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='catalog.product')),
            ],
            options={
                'ordering': ['kind', 'position'],
            },
        ),
        migrations.CreateModel(
            name='ProductPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('new_days', models.PositiveSmallIntegerField(default=30)),
                ('hot_weekly_units', models.PositiveIntegerField(default=100)),
                ('hot_growth_percent', models.PositiveSmallIntegerField(default=50)),
                ('slow_weekly_units', models.PositiveIntegerField(default=5)),
                ('slow_cover_weeks', models.PositiveSmallIntegerField(default=12)),
                ('task_days', models.PositiveSmallIntegerField(default=3)),
                ('shop', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='foundation.shop')),
            ],
        ),
        migrations.CreateModel(
            name='ProductTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('title', models.CharField(max_length=120)),
                ('facts', models.JSONField(default=dict)),
                ('due_on', models.DateField()),
                ('state', models.CharField(choices=[('open', '待办'), ('done', '已完成'), ('dropped', '不做')], default='open', max_length=10)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='catalog.product')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='foundation.shop')),
            ],
        ),
        migrations.CreateModel(
            name='SynonymGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.JSONField()),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='foundation.shop')),
            ],
        ),
        migrations.CreateModel(
            name='BundleComponent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveSmallIntegerField()),
                ('bundle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='components', to='catalog.sku')),
                ('component', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bundles', to='catalog.sku')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('bundle', 'component'), name='component_once'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='component_quantity_positive'), models.CheckConstraint(condition=models.Q(('bundle', models.F('component')), _negated=True), name='component_not_itself')],
            },
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.UniqueConstraint(fields=('shop', 'path'), name='category_path_once'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.CheckConstraint(condition=models.Q(('name__contains', '/'), _negated=True), name='category_name_plain'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='category_not_own_parent'),
        ),
        migrations.AddConstraint(
            model_name='cobrandterm',
            constraint=models.CheckConstraint(condition=models.Q(('share_bp__gt', 0), ('share_bp__lte', 10000)), name='cobrand_share_sane'),
        ),
        migrations.AddConstraint(
            model_name='cobrandterm',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='cobrand_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='filteruse',
            constraint=models.UniqueConstraint(fields=('shop', 'show_id', 'day', 'kind', 'key'), name='filter_use_once'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.UniqueConstraint(fields=('shop', 'name'), name='need_name_once'),
        ),
        migrations.AddConstraint(
            model_name='picture',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('product', 'kind', 'position'), name='picture_position_once'),
        ),
        migrations.AddConstraint(
            model_name='producttask',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('product', 'kind'), name='product_task_open_once'),
        ),
    ]
