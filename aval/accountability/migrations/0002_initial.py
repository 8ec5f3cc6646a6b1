import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accountability', '0001_initial'),
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('post', '0001_initial'),
        ('prospects', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='affected',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='affected',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='breaches', to='prospects.person'),
        ),
        migrations.AddField(
            model_name='affected',
            name='single',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='post.single'),
        ),
        migrations.AddField(
            model_name='breach',
            name='declared_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='breach',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='breach',
            name='waived_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='affected',
            name='breach',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='people', to='accountability.breach'),
        ),
        migrations.AddField(
            model_name='registerversion',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='registerversion',
            name='signed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='breach',
            index=models.Index(fields=['organisation', 'closed_at'], name='accountabil_organis_35fd26_idx'),
        ),
        migrations.AddConstraint(
            model_name='breach',
            constraint=models.CheckConstraint(condition=models.Q(('waived_at__isnull', True), models.Q(models.Q(('waived_because', ''), _negated=True), ('telling_at__isnull', True)), _connector='OR'), name='no_waiver_without_reason'),
        ),
        migrations.AddIndex(
            model_name='affected',
            index=models.Index(fields=['breach', 'way', 'id'], name='whom_to_tell_next'),
        ),
        migrations.AddConstraint(
            model_name='affected',
            constraint=models.UniqueConstraint(fields=('breach', 'person'), name='one_telling_a_person_a_breach'),
        ),
        migrations.AddConstraint(
            model_name='registerversion',
            constraint=models.UniqueConstraint(fields=('organisation', 'number'), name='one_register_a_number'),
        ),
    ]
