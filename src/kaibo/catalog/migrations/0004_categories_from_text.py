"""Make the tree from the texts that products had: 家居/家纺 becomes two nodes."""

import re

from django.db import migrations

DEEPEST = 4
LONGEST = 40


def parts_of(text):
    parts = (part.strip()[:LONGEST] for part in re.split(r"[/／>＞]", text))
    return [part for part in parts if part][:DEEPEST]


def node(Category, shop_id, parts):
    """The node of these names, made with its ancestors where they are missing."""
    if not parts:
        return None
    path = "/".join(parts)
    found = Category.objects.filter(shop_id=shop_id, path=path).first()
    if found is None:
        parent = node(Category, shop_id, parts[:-1])
        count = Category.objects.filter(shop_id=shop_id, parent=parent).count()
        found = Category.objects.create(
            shop_id=shop_id, parent=parent, name=parts[-1], path=path, order=count
        )
    return found


def to_tree(apps, schema_editor):
    Product = apps.get_model("catalog", "Product")
    Category = apps.get_model("catalog", "Category")
    texts = Product.objects.exclude(category_text="").values_list("shop_id", "category_text")
    for shop_id, text in texts.distinct().order_by("shop_id", "category_text"):
        found = node(Category, shop_id, parts_of(text))
        Product.objects.filter(shop_id=shop_id, category_text=text).update(category=found)


def to_text(apps, schema_editor):
    Product = apps.get_model("catalog", "Product")
    for category in apps.get_model("catalog", "Category").objects.all():
        Product.objects.filter(category=category).update(
            category_text=category.path[:60], category=None
        )


class Migration(migrations.Migration):

    dependencies = [("catalog", "0003_category_tree")]

    operations = [migrations.RunPython(to_tree, to_text)]
