from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('prospects', '0006_alter_objection_origin'),
    ]

    operations = [
        migrations.AlterField(
            model_name='objection',
            name='origin',
            field=models.CharField(choices=[('link', 'lien du message'), ('one_click', 'bouton du logiciel de messagerie'), ('reply', 'réponse'), ('phone', 'téléphone'), ('post', 'courrier'), ('spoken', 'de vive voix'), ('import', 'fichier importé'), ('complaint', 'plainte'), ('form', 'case d’un formulaire'), ('erasure', 'effacement'), ('page', 'page «\xa0Retrouver mes données\xa0»')], max_length=12),
        ),
    ]
