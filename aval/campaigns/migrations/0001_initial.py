import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('clearance', '0001_initial'),
        ('prospects', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, verbose_name='code')),
                ('name', models.CharField(max_length=200, verbose_name='offre')),
                ('category', models.CharField(max_length=60, verbose_name='famille de produits')),
                ('functions', models.JSONField(default=list, verbose_name='fonctions visées')),
                ('sectors', models.JSONField(blank=True, default=list, verbose_name='secteurs visés')),
                ('reason', models.CharField(max_length=400, verbose_name='pourquoi cette offre les concerne')),
                ('private_life', models.BooleanField(default=False, verbose_name='s’adresse à la vie privée')),
                ('created_at', models.DateTimeField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='accounts.brand')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'code'), name='one_offer_a_code')],
            },
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60)),
                ('name', models.CharField(max_length=200, verbose_name='campagne')),
                ('state', models.CharField(choices=[('draft', 'brouillon'), ('running', 'en cours'), ('paused', 'en pause'), ('finished', 'terminée')], default='draft', max_length=10)),
                ('paused_why', models.CharField(blank=True, max_length=300)),
                ('from_hour', models.PositiveSmallIntegerField(null=True, verbose_name='à partir de')),
                ('to_hour', models.PositiveSmallIntegerField(null=True, verbose_name='jusqu’à')),
                ('rests', models.JSONField(blank=True, default=list, verbose_name='pauses')),
                ('created_at', models.DateTimeField()),
                ('launched_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('screening', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='clearance.screening')),
                ('segment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='prospects.segment', verbose_name='segment')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='prospects.source', verbose_name='liste')),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='campaigns.offer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'code'), name='one_campaign_a_code')],
            },
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('interest', models.TextField(verbose_name='l’intérêt poursuivi')),
                ('necessity', models.TextField(verbose_name='pourquoi c’est nécessaire, et rien de moins intrusif')),
                ('balance', models.TextField(verbose_name='effets et attentes de la personne')),
                ('safeguards', models.TextField(verbose_name='garanties')),
                ('outcome', models.CharField(choices=[('favourable', 'l’intérêt l’emporte'), ('unfavourable', 'la personne l’emporte')], max_length=12, verbose_name='conclusion')),
                ('signed_on', models.DateField()),
                ('review_on', models.DateField(verbose_name='à revoir le')),
                ('evidence', models.PositiveBigIntegerField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assessments', to='campaigns.offer')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField(default=0, verbose_name='étape')),
                ('state', models.CharField(choices=[('going', 'en route'), ('stopped', 'arrêtée'), ('finished', 'arrivée au bout')], default='going', max_length=8, verbose_name='état')),
                ('next_at', models.DateTimeField(null=True, verbose_name='étape suivante le')),
                ('why', models.CharField(blank=True, max_length=40, verbose_name='arrêtée parce que')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='arrêtée le')),
                ('campaign', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='campaigns.campaign')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='prospects.person')),
            ],
            options={
                'indexes': [models.Index(fields=['campaign', 'state', 'next_at', 'id'], name='whose_step_is_next')],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'person'), name='one_passage_a_person')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('email', 'courriel'), ('call', 'appel'), ('letter', 'courrier'), ('private_message', 'message privé'), ('follow_up', 'relance')], max_length=16, verbose_name='par')),
                ('wait_days', models.PositiveSmallIntegerField(default=0, verbose_name='jours ouvrés d’attente')),
                ('what', models.CharField(blank=True, max_length=300, verbose_name='à faire')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='campaigns.campaign')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'place'), name='one_step_a_place')],
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('call', 'appel'), ('letter', 'courrier'), ('private_message', 'message privé'), ('follow_up', 'relance'), ('free', 'autre')], max_length=16, verbose_name='nature')),
                ('what', models.CharField(max_length=300, verbose_name='à faire')),
                ('due_on', models.DateField(verbose_name='pour le')),
                ('created_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True, verbose_name='faite le')),
                ('outcome', models.CharField(blank=True, choices=[('done', 'c’est fait'), ('answered', 'elle a répondu'), ('meeting', 'rendez-vous pris'), ('unreached', 'injoignable'), ('dropped', 'abandonnée')], max_length=10, verbose_name='résultat')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('about', models.CharField(blank=True, max_length=80)),
                ('campaign', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='campaigns.campaign')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tasks', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='prospects.person')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_at', None)), fields=['organisation', 'due_on', 'id'], name='tasks_to_do')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('outcome', '')), models.Q(('done_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='no_task_closed_without_outcome')],
            },
        ),
        migrations.CreateModel(
            name='LetterTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField(default=1)),
                ('version', models.CharField(choices=[('a', 'A'), ('b', 'B')], default='a', max_length=1, verbose_name='version')),
                ('language', models.CharField(choices=[('fr', 'Français'), ('en', 'English')], max_length=2)),
                ('subject', models.CharField(max_length=200, verbose_name='objet')),
                ('body', models.TextField(verbose_name='texte')),
                ('updated_at', models.DateTimeField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='campaigns.campaign')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'place', 'version', 'language'), name='one_letter_a_language')],
            },
        ),
    ]
