from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Affected',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kinds', models.JSONField(default=list)),
                ('way', models.CharField(choices=[('waiting', 'à informer'), ('email', 'informée par courriel'), ('by_hand', 'à informer par téléphone ou courrier'), ('told', 'informée autrement'), ('gone', 'effacée avant d’être informée')], default='waiting', max_length=8)),
                ('told_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Breach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('drill', models.BooleanField(default=False, verbose_name='exercice')),
                ('title', models.CharField(max_length=200, verbose_name='en quelques mots')),
                ('aware_at', models.DateTimeField(verbose_name='quand l’avez-vous su')),
                ('declared_at', models.DateTimeField()),
                ('happened_at', models.DateTimeField(null=True, verbose_name='quand est-ce arrivé')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='quand est-ce fini')),
                ('confidentiality', models.BooleanField(default=False, verbose_name='des données ont pu être lues par qui ne devait pas')),
                ('integrity', models.BooleanField(default=False, verbose_name='des données ont pu être changées')),
                ('availability', models.BooleanField(default=False, verbose_name='des données sont perdues ou hors d’atteinte')),
                ('cause', models.CharField(choices=[('lost', 'matériel ou fichier perdu'), ('stolen', 'matériel ou fichier volé'), ('attack', 'intrusion, logiciel malveillant'), ('sent_wrong', 'envoyé à la mauvaise personne'), ('published', 'publié par erreur'), ('insider', 'acte interne'), ('processor', 'chez un sous-traitant'), ('other', 'autre cause')], default='other', max_length=10, verbose_name='cause')),
                ('facts', models.TextField(blank=True, verbose_name='ce qui s’est passé')),
                ('scope', models.JSONField(default=list)),
                ('unreadable', models.BooleanField(default=False, verbose_name='les données étaient chiffrées, la clé est sauve')),
                ('risk', models.CharField(choices=[('unlikely', 'peu probable'), ('risk', 'un risque'), ('high', 'un risque élevé')], default='high', max_length=8, verbose_name='risque pour les personnes')),
                ('nature_told', models.TextField(blank=True, verbose_name='ce qui est arrivé, en mots simples')),
                ('consequences', models.TextField(blank=True, verbose_name='ce que cela peut entraîner pour elles')),
                ('measures', models.TextField(blank=True, verbose_name='ce que nous avons fait et faisons')),
                ('advice', models.TextField(blank=True, verbose_name='ce qu’elles peuvent faire')),
                ('before', models.TextField(blank=True, verbose_name='ce qui protégeait les données avant')),
                ('processors', models.TextField(blank=True, verbose_name='sous-traitants concernés')),
                ('abroad', models.TextField(blank=True, verbose_name='autres pays concernés')),
                ('late_because', models.TextField(blank=True, verbose_name='raisons du retard')),
                ('notified_at', models.DateTimeField(null=True, verbose_name='notifiée à la CNIL le')),
                ('reference', models.CharField(blank=True, max_length=60, verbose_name='numéro donné par la CNIL')),
                ('completed_at', models.DateTimeField(null=True, verbose_name='complétée le')),
                ('telling_at', models.DateTimeField(null=True, verbose_name='information décidée le')),
                ('waived_at', models.DateTimeField(null=True)),
                ('waived_because', models.TextField(blank=True, verbose_name='pourquoi les personnes ne sont pas informées')),
                ('closed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='RegisterVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('signed_at', models.DateTimeField()),
                ('evidence', models.PositiveBigIntegerField(null=True)),
            ],
        ),
    ]
