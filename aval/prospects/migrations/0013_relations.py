"""What she bought, and where the conversation stands; the base itself refuses to change a fact of a relation.

Only to whom it is tied may move (two rows that are one person, a member who left); it goes when she is erased.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEPT = (
    "organisation_id, fact, happened_on, ends_on, product, reference, seller_siren, seller_merged, refusal_offered, answers_id, "
    "recorded_at, evidence"
)
REFUSAL = "a fact of a relation is never changed"
SQLITE = [f"CREATE TRIGGER relation_update BEFORE UPDATE OF {KEPT} ON prospects_relation BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"]
POSTGRESQL = [
    f"CREATE OR REPLACE FUNCTION relation_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    f"CREATE TRIGGER relation_update BEFORE UPDATE OF {KEPT} ON prospects_relation FOR EACH ROW EXECUTE FUNCTION relation_refuse()",
]


def forbid(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def allow(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute(f"DROP TRIGGER relation_update{'' if sqlite else ' ON prospects_relation'}")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_chores'),
        ('prospects', '0012_foreign_marks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Relation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fact', models.CharField(choices=[('account', 'a ouvert un compte, sans achat'), ('order', 'a commandé'), ('contract', 'a signé un contrat'), ('contract_ended', 'le contrat a pris fin'), ('ended', 'la relation a pris fin'), ('mistake', 'noté par erreur')], max_length=16, verbose_name='fait')),
                ('happened_on', models.DateField(verbose_name='le')),
                ('ends_on', models.DateField(null=True, verbose_name='jusqu’au')),
                ('product', models.CharField(blank=True, max_length=60, verbose_name='famille de produits')),
                ('reference', models.CharField(blank=True, max_length=120, verbose_name='référence')),
                ('seller_siren', models.CharField(blank=True, max_length=9, verbose_name='SIREN du vendeur')),
                ('seller_merged', models.BooleanField(default=False, verbose_name='le vendeur a fusionné avec nous')),
                ('refusal_offered', models.BooleanField(null=True, verbose_name='un refus lui était offert à la vente')),
                ('recorded_at', models.DateTimeField(verbose_name='noté le')),
                ('evidence', models.PositiveBigIntegerField()),
                ('answers', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='answered_by', to='prospects.relation')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='prospects.person')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'person'], name='relations_of_people')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answers__isnull', False), ('fact__in', ['contract_ended', 'mistake'])), models.Q(models.Q(('fact__in', ['contract_ended', 'mistake']), _negated=True), ('answers', None)), _connector='OR'), name='an_end_answers_what_it_ends')],
            },
        ),
        migrations.CreateModel(
            name='Stage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(choices=[('prospect', 'prospect'), ('talking', 'en conversation'), ('meeting', 'rendez-vous'), ('proposal', 'proposition'), ('customer', 'client'), ('former', 'ancien client'), ('not_now', 'pas maintenant')], max_length=8, verbose_name='étape')),
                ('since', models.DateTimeField(verbose_name='depuis')),
                ('until', models.DateTimeField(null=True, verbose_name='jusqu’à')),
                ('product', models.CharField(blank=True, max_length=60, verbose_name='famille de produits')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name='montant')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='pourquoi')),
                ('meeting_at', models.DateTimeField(null=True, verbose_name='rendez-vous le')),
                ('next_on', models.DateField(null=True, verbose_name='prochaine action le')),
                ('evidence', models.PositiveBigIntegerField()),
                ('moved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='prospects.person')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('until', None)), fields=['organisation', 'code', '-id'], name='stages_that_last'), models.Index(condition=models.Q(('until', None)), fields=['organisation', 'owner', 'next_on'], name='stages_of_a_member'), models.Index(fields=['organisation', 'meeting_at'], name='meetings_by_day'), models.Index(fields=['organisation', 'since'], name='stages_by_day')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('person',), name='one_stage_at_a_time')],
            },
        ),
        migrations.RunPython(forbid, allow),
    ]
