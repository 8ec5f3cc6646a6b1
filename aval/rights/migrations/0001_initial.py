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
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('done', 'ce qui a été fait'), ('refused', 'refus motivé'), ('nothing', 'nous n’avons rien sur elle'), ('extended', 'délai prolongé'), ('identity', 'identité à confirmer'), ('received', 'accusé de réception'), ('lifted', 'limitation levée')], max_length=10)),
                ('language', models.CharField(default='fr', max_length=2)),
                ('to', models.CharField(blank=True, max_length=300, verbose_name='à')),
                ('subject', models.CharField(max_length=200, verbose_name='objet')),
                ('text', models.TextField(verbose_name='texte')),
                ('digest', models.CharField(max_length=64)),
                ('reasons', models.TextField(blank=True, verbose_name='raisons')),
                ('way', models.CharField(blank=True, choices=[('email', 'courriel'), ('letter', 'courrier'), ('spoken', 'de vive voix'), ('page', 'sa page')], max_length=8, verbose_name='envoyée par')),
                ('written_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True, verbose_name='partie le')),
                ('proof', models.CharField(blank=True, max_length=300, verbose_name='preuve')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), models.Q(('way', ''), ('proof', ''), _connector='OR', _negated=True), _connector='OR'), name='no_answer_sent_without_proof'), models.CheckConstraint(condition=models.Q(('kind__in', ['refused', 'extended', 'identity']), ('reasons', ''), _negated=True), name='no_refusal_without_reason')],
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('right', models.CharField(choices=[('access', 'accès à ses données'), ('rectification', 'rectification'), ('erasure', 'effacement'), ('restriction', 'limitation'), ('portability', 'portabilité'), ('objection', 'opposition'), ('complaint', 'plainte'), ('information', 'question sur ses données'), ('other', 'autre demande')], max_length=14, verbose_name='demande')),
                ('door', models.CharField(choices=[('page', 'sa page'), ('reply', 'réponse à un message'), ('telephone', 'téléphone'), ('letter', 'courrier'), ('colleague', 'un collègue l’a rapportée'), ('feedback_loop', 'bouton « indésirable » de sa messagerie'), ('cnil', 'transmise par la CNIL'), ('api', 'un autre logiciel')], max_length=14, verbose_name='arrivée par')),
                ('who', models.CharField(blank=True, max_length=48)),
                ('contact', models.CharField(blank=True, max_length=300, verbose_name='où lui répondre')),
                ('said', models.TextField(blank=True, verbose_name='ce qu’elle a dit')),
                ('reference', models.CharField(blank=True, max_length=60, verbose_name='référence (CNIL…)')),
                ('campaign', models.CharField(blank=True, max_length=60, verbose_name='campagne')),
                ('received_at', models.DateTimeField(verbose_name='reçue le')),
                ('recorded_at', models.DateTimeField()),
                ('set_due_on', models.DateField(blank=True, null=True, verbose_name='échéance fixée par la CNIL')),
                ('due_on', models.DateField(null=True, verbose_name='à répondre avant le')),
                ('against', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answer', models.OneToOneField(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='ends', to='rights.answer', verbose_name='réponse')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cases', to='prospects.person')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='prospects.source')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'answer', 'due_on'], name='cases_by_due_date'), models.Index(fields=['organisation', 'who'], name='cases_of_somebody')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('answer__isnull', True), models.Q(('who', ''), _negated=True)), fields=('organisation', 'who', 'right'), name='one_open_case_a_right')],
            },
        ),
        migrations.AddField(
            model_name='answer',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='rights.case'),
        ),
        migrations.CreateModel(
            name='CaseStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('received', 'demande reçue'), ('assigned', 'confiée'), ('noted', 'noté'), ('doubted', 'identité en doute, délai suspendu'), ('identified', 'identité confirmée, délai repris'), ('extended', 'délai prolongé'), ('done', 'fait'), ('told', 'message envoyé'), ('reminded', 'rappel'), ('overdue', 'délai dépassé'), ('answered', 'réponse envoyée')], max_length=10)),
                ('at', models.DateTimeField(verbose_name='le')),
                ('recorded_at', models.DateTimeField()),
                ('door', models.CharField(blank=True, choices=[('page', 'sa page'), ('reply', 'réponse à un message'), ('telephone', 'téléphone'), ('letter', 'courrier'), ('colleague', 'un collègue l’a rapportée'), ('feedback_loop', 'bouton « indésirable » de sa messagerie'), ('cnil', 'transmise par la CNIL'), ('api', 'un autre logiciel')], max_length=14)),
                ('act', models.CharField(blank=True, max_length=20)),
                ('note', models.TextField(blank=True)),
                ('answer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='rights.answer')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='rights.case')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['case', 'id'], name='rights_case_case_id_489dc0_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('answer__isnull', True), ('kind__in', ['answered', 'extended', 'doubted', 'told']), _negated=True), name='no_word_to_her_without_a_message')],
            },
        ),
        migrations.CreateModel(
            name='Leaving',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveBigIntegerField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'row'], name='rights_leav_organis_7792de_idx')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=2)),
                ('digest', models.CharField(max_length=64)),
                ('title', models.CharField(max_length=200)),
                ('sections', models.JSONField()),
                ('said_from', models.DateTimeField()),
                ('evidence', models.PositiveBigIntegerField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='prospects.source')),
            ],
            options={
                'indexes': [models.Index(fields=['source', 'language', 'said_from'], name='rights_noti_source__b8f887_idx')],
            },
        ),
        migrations.CreateModel(
            name='Purge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('running', 'en cours'), ('done', 'terminée'), ('stopped', 'interrompue')], default='running', max_length=8)),
                ('stop_asked', models.BooleanField(default=False)),
                ('seen', models.PositiveIntegerField(default=0)),
                ('people', models.PositiveIntegerField(default=0)),
                ('reasons', models.JSONField(default=dict)),
                ('waiting', models.JSONField(default=dict)),
                ('dropped', models.JSONField(default=dict)),
                ('law', models.CharField(blank=True, max_length=64)),
                ('evidence', models.PositiveBigIntegerField(null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'started_at'], name='rights_purg_organis_53e2ae_idx')],
            },
        ),
        migrations.CreateModel(
            name='Recipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='nom')),
                ('kind', models.CharField(choices=[('processor', 'sous-traitant'), ('partner', 'partenaire'), ('joint', 'responsable conjoint')], max_length=10, verbose_name='nature')),
                ('contact', models.CharField(max_length=200, verbose_name='à qui le dire (courriel, téléphone)')),
                ('since', models.DateField(verbose_name='reçoit des données depuis le')),
                ('until', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'name'), name='one_recipient_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Telling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('erased', 'effacement'), ('rectified', 'rectification')], default='erased', max_length=10, verbose_name='à dire')),
                ('people', models.PositiveIntegerField()),
                ('prints', models.JSONField(default=list)),
                ('asked_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('told_at', models.DateTimeField(null=True)),
                ('proof', models.CharField(blank=True, max_length=300, verbose_name='preuve')),
                ('evidence', models.PositiveBigIntegerField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tellings', to='rights.recipient')),
                ('told_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'told_at', 'due_on'], name='rights_tell_organis_3aaf55_idx')],
            },
        ),
    ]
