import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('legal_name', models.CharField(max_length=200, verbose_name='raison sociale')),
                ('siren', models.CharField(max_length=9, verbose_name='SIREN')),
                ('postal_address', models.TextField(verbose_name='adresse postale')),
                ('telephone', models.CharField(max_length=20, verbose_name='téléphone')),
                ('mailbox', models.EmailField(max_length=254, verbose_name='boîte suivie par un humain')),
                ('website', models.URLField(blank=True, verbose_name='site')),
                ('dpo_name', models.CharField(blank=True, max_length=200, verbose_name='délégué à la protection des données')),
                ('dpo_email', models.EmailField(blank=True, max_length=254, verbose_name='courriel du délégué')),
                ('created_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='courriel')),
                ('role', models.CharField(choices=[('seller', 'commercial'), ('manager', 'responsable'), ('dpo', 'délégué à la protection des données'), ('auditor', 'auditeur (lit, ne change rien)'), ('administrator', 'administrateur')], default='seller', max_length=20)),
                ('language', models.CharField(choices=[('fr', 'Français'), ('en', 'English')], default='fr', max_length=2)),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='accès jusqu’au (compris)')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='accounts.organisation')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Token',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='nom')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('scopes', models.JSONField(default=list, verbose_name='portées')),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Chore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('day', models.DateField()),
                ('worker', models.CharField(max_length=40)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('result', models.JSONField(default=dict)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'name', 'day'), name='one_chore_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Brand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40)),
                ('name', models.CharField(max_length=120, verbose_name='nom commercial')),
                ('sender_name', models.CharField(max_length=120, verbose_name='nom d’expéditeur')),
                ('sender_email', models.EmailField(max_length=254, verbose_name='adresse d’expédition')),
                ('reply_to', models.EmailField(blank=True, max_length=254, verbose_name='adresse de réponse')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'code'), name='one_brand_a_code')],
            },
        ),
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60)),
                ('value', models.CharField(max_length=60)),
                ('starts_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'code', 'starts_on'], name='accounts_po_organis_a6bb2d_idx')],
            },
        ),
        migrations.CreateModel(
            name='Processor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60)),
                ('name', models.CharField(max_length=200, verbose_name='nom')),
                ('service', models.CharField(choices=[('mail', 'envoi ou réception de messages'), ('sms', 'envoi de SMS'), ('telephony', 'téléphonie, centre d’appels'), ('crm', 'suivi des clients (CRM)'), ('machine', 'programme averti par Aval'), ('hosting', 'hébergement'), ('printing', 'impression et courrier'), ('other', 'autre')], max_length=10, verbose_name='service')),
                ('contract_reference', models.CharField(blank=True, max_length=200, verbose_name='référence du contrat')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='signé le')),
                ('clauses', models.JSONField(blank=True, default=list, verbose_name='clauses de l’article 28(3)')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='pays du traitement')),
                ('safeguard', models.CharField(blank=True, choices=[('', 'aucune'), ('adequacy', 'décision d’adéquation (art. 45)'), ('clauses', 'clauses types (art. 46(2)(c))'), ('binding', 'règles d’entreprise contraignantes (art. 47)')], max_length=10, verbose_name='garantie du transfert')),
                ('safeguard_reference', models.CharField(blank=True, max_length=200, verbose_name='référence de la garantie')),
                ('assessed_on', models.DateField(blank=True, null=True, verbose_name='transfert évalué le')),
                ('subprocessors', models.TextField(blank=True, verbose_name='sous-traitants ultérieurs')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='fin du contrat')),
                ('deletion_proof', models.CharField(blank=True, max_length=300, verbose_name='preuve de la destruction')),
                ('deleted_on', models.DateField(blank=True, null=True, verbose_name='données détruites ou rendues le')),
                ('suspended_at', models.DateTimeField(blank=True, null=True)),
                ('suspended_why', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'code'), name='one_processor_a_code')],
            },
        ),
        migrations.CreateModel(
            name='Training',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('write', 'écrire'), ('call', 'appeler')], max_length=10)),
                ('at', models.DateTimeField()),
                ('asked', models.PositiveSmallIntegerField()),
                ('wrong', models.JSONField(default=list)),
                ('until_on', models.DateField(null=True)),
                ('law', models.CharField(max_length=64)),
                ('evidence', models.PositiveBigIntegerField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trainings', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'member', 'subject'], name='accounts_tr_organis_aabcb3_idx')],
            },
        ),
    ]
