"""What she bought, and where the conversation stands; the base itself refuses to change a fact of a relation.

Only to whom it is tied may move (two rows that are one person, a member who left); it goes when she is erased.
"""

from django.db import migrations

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
    dependencies = [("prospects", "0003_consents_stay")]
    operations = [migrations.RunPython(forbid, allow)]
