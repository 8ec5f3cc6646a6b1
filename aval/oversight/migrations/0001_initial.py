import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Fault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('check_code', models.CharField(max_length=40)),
                ('about', models.CharField(blank=True, max_length=60)),
                ('gravity', models.CharField(choices=[('note', 'à savoir'), ('serious', 'grave'), ('critical', 'arrête tout')], max_length=8)),
                ('facts', models.JSONField(default=dict)),
                ('found_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('gone_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('gone_at__isnull', True)), fields=('organisation', 'check_code', 'about'), name='one_fault_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('faults', models.PositiveIntegerField()),
                ('appeared', models.PositiveIntegerField()),
                ('gone', models.PositiveIntegerField()),
                ('failed', models.JSONField(default=list)),
                ('read_with', models.JSONField(default=dict)),
                ('evidence', models.PositiveBigIntegerField(null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Sanction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('warning', 'avertissement'), ('notice', 'mise en demeure'), ('suspension', 'suspension')], max_length=10)),
                ('about', models.CharField(max_length=60)),
                ('reason', models.CharField(max_length=500)),
                ('until_on', models.DateField(null=True)),
                ('at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(null=True)),
                ('lifted_because', models.CharField(blank=True, max_length=500)),
                ('evidence', models.PositiveBigIntegerField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('fault', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sanctions', to='oversight.fault')),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'about', 'lifted_at'], name='oversight_s_organis_e5c1fb_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('lifted_at__isnull', True), models.Q(('lifted_because', ''), _negated=True), _connector='OR'), name='no_sanction_lifted_without_reason'), models.CheckConstraint(condition=models.Q(('lifted_by__isnull', True), ('by__isnull', True), models.Q(('lifted_by', models.F('by')), _negated=True), _connector='OR'), name='no_sanction_lifted_by_whoever_gave_it')],
            },
        ),
        migrations.CreateModel(
            name='Signal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(choices=[('objections', 'oppositions après une lettre'), ('bounces', 'rejets définitifs'), ('complaints', 'signalements «\xa0indésirable\xa0»'), ('refusals', 'personnes refusées à l’envoi'), ('call-objections', 'oppositions au téléphone'), ('late-answers', 'demandes répondues en retard'), ('case-complaints', 'plaintes reçues')], max_length=20)),
                ('dimension', models.CharField(choices=[('list', 'liste'), ('campaign', 'campagne'), ('member', 'membre'), ('domain', 'domaine des destinataires')], max_length=10)),
                ('key', models.CharField(max_length=253)),
                ('events', models.PositiveIntegerField()),
                ('exposed', models.PositiveIntegerField()),
                ('past_events', models.PositiveIntegerField()),
                ('past_exposed', models.PositiveIntegerField()),
                ('chance', models.FloatField()),
                ('house', models.BooleanField(default=False)),
                ('found_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('gone_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('gone_at__isnull', True)), fields=('organisation', 'measure', 'dimension', 'key'), name='one_signal_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Watch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('questions', models.PositiveIntegerField()),
                ('signals', models.PositiveIntegerField()),
                ('law', models.CharField(max_length=64)),
                ('evidence', models.PositiveBigIntegerField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
