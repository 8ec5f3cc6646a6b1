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
            name='Asking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(blank=True, max_length=20)),
                ('offer_code', models.CharField(blank=True, max_length=60)),
                ('facts', models.JSONField(default=dict)),
                ('decisions', models.JSONField(default=list)),
                ('lines', models.BinaryField()),
                ('asked_at', models.DateTimeField()),
                ('evidence', models.PositiveBigIntegerField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('token', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.token')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AskedAbout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='prospects.person')),
                ('asking', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='about', to='clearance.asking')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('asking', 'place'), name='one_answer_a_line')],
            },
        ),
        migrations.CreateModel(
            name='Clearance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company_key', models.CharField(blank=True, max_length=120)),
                ('channel', models.CharField(max_length=20)),
                ('message_type', models.CharField(max_length=20)),
                ('question', models.CharField(default='message', max_length=8)),
                ('offer_code', models.CharField(max_length=60)),
                ('verdict', models.CharField(choices=[('allow', 'aval'), ('review', 'à voir'), ('refuse', 'refus')], max_length=8)),
                ('basis', models.CharField(blank=True, max_length=40)),
                ('findings', models.JSONField()),
                ('obligations', models.JSONField(default=list)),
                ('facts', models.JSONField()),
                ('law', models.CharField(max_length=64)),
                ('decided_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('evidence', models.PositiveBigIntegerField(null=True)),
                ('contact_point', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='clearances', to='prospects.contactpoint')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='clearances', to='prospects.person')),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'used_at'], name='clearance_c_person__d096af_idx'), models.Index(fields=['organisation', 'company_key', 'used_at'], name='clearance_c_organis_ce1188_idx')],
            },
        ),
        migrations.CreateModel(
            name='HumanDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('offer_code', models.CharField(max_length=60)),
                ('finding', models.CharField(max_length=60)),
                ('title_key', models.CharField(blank=True, max_length=200)),
                ('allow', models.BooleanField()),
                ('reason', models.CharField(max_length=500)),
                ('decided_at', models.DateTimeField()),
                ('evidence', models.PositiveBigIntegerField(null=True)),
                ('contact_point', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='prospects.contactpoint')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'offer_code'], name='clearance_h_organis_210a3c_idx')],
            },
        ),
        migrations.CreateModel(
            name='Screening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('offer_code', models.CharField(max_length=60)),
                ('channel', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('law', models.CharField(max_length=64)),
                ('people', models.PositiveIntegerField()),
                ('allow', models.PositiveIntegerField()),
                ('review', models.PositiveIntegerField()),
                ('refuse', models.PositiveIntegerField()),
                ('reasons', models.JSONField()),
                ('lines', models.BinaryField()),
                ('evidence', models.PositiveBigIntegerField(null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('segment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='prospects.segment')),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='screenings', to='prospects.source')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'at'], name='clearance_s_organis_2ff105_idx')],
            },
        ),
    ]
