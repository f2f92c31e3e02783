from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("catalog", "0004_categories_from_text")]

    operations = [migrations.RemoveField(model_name="product", name="category_text")]
