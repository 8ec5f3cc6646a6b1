import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('prospects', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Form',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('kind', models.CharField(choices=[('contact', 'demande de contact'), ('white_paper', 'livre blanc'), ('webinar', 'webinaire'), ('newsletter', 'lettre d’information'), ('badge', 'badge de salon'), ('paper', 'formulaire papier, saisi ensuite')], max_length=12, verbose_name='nature')),
                ('language', models.CharField(choices=[('fr', 'Français'), ('en', 'English')], default='fr', max_length=2, verbose_name='langue')),
                ('draft', models.JSONField(default=dict)),
                ('sites', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('draft', 'brouillon'), ('open', 'publié'), ('closed', 'fermé')], default='draft', max_length=6)),
                ('created_at', models.DateTimeField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.brand')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='form', to='prospects.source')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FormVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('definition', models.JSONField()),
                ('notice', models.JSONField()),
                ('notice_version', models.CharField(max_length=64)),
                ('picture', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('published_at', models.DateTimeField()),
                ('evidence', models.PositiveBigIntegerField()),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='collection.form')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('form', 'number'), name='one_version_a_number')],
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.PositiveSmallIntegerField(verbose_name='points')),
                ('factors', models.JSONField(default=list, verbose_name='facteurs')),
                ('counted_at', models.DateTimeField(verbose_name='compté le')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='score', to='prospects.person')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', '-points'], name='warmest_first')],
            },
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('language', models.CharField(choices=[('fr', 'Français'), ('en', 'English')], default='fr', max_length=2, verbose_name='langue')),
                ('origins', models.JSONField(default=list, verbose_name='adresses du site')),
                ('closed_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.brand')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stamp', models.CharField(max_length=64, unique=True)),
                ('door', models.CharField(max_length=14, verbose_name='par où')),
                ('given', models.JSONField(verbose_name='ce qu’elle a écrit')),
                ('fingerprint', models.CharField(max_length=32)),
                ('circumstances', models.JSONField(default=dict, verbose_name='circonstances')),
                ('state', models.CharField(choices=[('waiting', 'reçue'), ('held', 'attend sa confirmation'), ('settled', 'traitée'), ('refused', 'écartée'), ('denied', 'désavouée par le titulaire de l’adresse')], default='waiting', max_length=8, verbose_name='état')),
                ('refused_for', models.CharField(blank=True, max_length=60)),
                ('acted_at', models.DateTimeField(verbose_name='envoyé le')),
                ('received_at', models.DateTimeField(verbose_name='reçu le')),
                ('settled_at', models.DateTimeField(null=True)),
                ('moment', models.PositiveBigIntegerField(null=True)),
                ('confirmation_due', models.BooleanField(default=False)),
                ('confirmation_asked_at', models.DateTimeField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(null=True)),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='collection.form')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='submissions', to='prospects.person')),
                ('typed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='collection.formversion')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'id'], name='collection__state_075391_idx'), models.Index(fields=['organisation', 'fingerprint'], name='collection__organis_e8142d_idx'), models.Index(fields=['form', '-id'], name='submissions_of_a_form'), models.Index(condition=models.Q(('confirmation_due', True)), fields=['id'], name='confirmations_due')],
            },
        ),
        migrations.CreateModel(
            name='Visitor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('wording', models.TextField(verbose_name='texte lu')),
                ('accepted_at', models.DateTimeField(verbose_name='accepté le')),
                ('until', models.DateTimeField(verbose_name='jusqu’au')),
                ('joined_at', models.DateTimeField(null=True, verbose_name='reconnue le')),
                ('joined_by', models.CharField(blank=True, choices=[('form', 'par un formulaire'), ('link', 'par un lien qui lui était propre')], max_length=4, verbose_name='reconnue')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='visitors', to='prospects.person')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visitors', to='collection.site')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Behaviour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('page', 'page vue'), ('download', 'document pris'), ('opening', 'message ouvert'), ('click', 'lien suivi')], max_length=8, verbose_name='quoi')),
                ('what', models.CharField(blank=True, max_length=300, verbose_name='où')),
                ('about', models.CharField(blank=True, max_length=40)),
                ('at', models.DateTimeField(verbose_name='le')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='behaviour', to='prospects.person')),
                ('visitor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='doings', to='collection.visitor')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'at'], name='collection__organis_bea998_idx'), models.Index(fields=['about', 'kind'], name='behaviour_about')],
            },
        ),
    ]
