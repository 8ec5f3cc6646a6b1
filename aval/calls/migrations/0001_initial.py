import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('campaigns', '0001_initial'),
        ('clearance', '0001_initial'),
        ('prospects', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CallList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60)),
                ('name', models.CharField(max_length=200, verbose_name='liste d’appels')),
                ('pitch', models.TextField(verbose_name='ce que vous avez à dire')),
                ('caller_number', models.CharField(max_length=16, verbose_name='numéro présenté')),
                ('created_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='call_lists', to='campaigns.offer')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('processor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.processor', verbose_name='centre d’appels')),
                ('screening', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='clearance.screening')),
                ('segment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='prospects.segment')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='call_lists', to='prospects.source')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'code'), name='one_call_list_a_code')],
            },
        ),
        migrations.CreateModel(
            name='Callee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'à appeler'), ('taken', 'en ligne'), ('done', 'appelée'), ('refused', 'refusée')], default='waiting', max_length=8)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('not_before', models.DateTimeField(null=True)),
                ('asked_on', models.DateField(null=True)),
                ('refused_for', models.JSONField(default=list)),
                ('contact_point', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='prospects.contactpoint')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='callees', to='prospects.person')),
                ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('call_list', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='callees', to='calls.calllist')),
            ],
            options={
                'indexes': [models.Index(fields=['call_list', 'state', 'not_before', 'id'], name='whose_turn_it_is')],
                'constraints': [models.UniqueConstraint(fields=('call_list', 'contact_point'), name='one_callee_a_contact_point')],
            },
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('no_answer', 'Pas de réponse'), ('hung_up', 'A raccroché tout de suite'), ('wrong_person', 'Ce n’est pas son numéro'), ('call_back', 'Demande à être rappelée'), ('not_interested', 'Pas intéressée'), ('objection', 'Ne veut plus être contactée'), ('interested', 'Intéressée'), ('meeting', 'Rendez-vous pris')], max_length=16)),
                ('said', models.JSONField(default=list)),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('meeting_at', models.DateTimeField(null=True)),
                ('evidence', models.PositiveBigIntegerField(null=True)),
                ('clearance', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='call', to='clearance.clearance')),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='calls', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='calls', to='prospects.person')),
                ('callee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='calls.callee')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'opened_at'], name='calls_call_organis_4d949d_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('outcome', '')), models.Q(('closed_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='no_call_closed_without_outcome'), models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('member',), name='one_open_call_a_member'), models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('callee',), name='one_open_call_a_callee')],
            },
        ),
    ]
