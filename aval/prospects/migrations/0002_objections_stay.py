"""The base itself refuses to forget an objection: no delete, and what it covers never changes.

Only whom it was linked to may be let go (an erased person, a member who left): the fingerprint stays.
"""

from django.db import migrations

COVERED = "organisation_id, kind, fingerprint, key_id, channel, brand_id, origin, heard_at, recorded_at, evidence"
REFUSAL = "an objection is never taken back"
SQLITE = [
    f"CREATE TRIGGER objection_update BEFORE UPDATE OF {COVERED} ON prospects_objection BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER objection_delete BEFORE DELETE ON prospects_objection BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
]
POSTGRESQL = [
    f"CREATE OR REPLACE FUNCTION objection_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    f"CREATE TRIGGER objection_update BEFORE UPDATE OF {COVERED} ON prospects_objection FOR EACH ROW EXECUTE FUNCTION objection_refuse()",
    "CREATE TRIGGER objection_delete BEFORE DELETE ON prospects_objection FOR EACH ROW EXECUTE FUNCTION objection_refuse()",
    "CREATE TRIGGER objection_truncate BEFORE TRUNCATE ON prospects_objection FOR EACH STATEMENT EXECUTE FUNCTION objection_refuse()",
]


def forbid(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def allow(apps, schema_editor):
    names = ("update", "delete") if schema_editor.connection.vendor == "sqlite" else ("update", "delete", "truncate")
    for name in names:
        on = "" if schema_editor.connection.vendor == "sqlite" else " ON prospects_objection"
        schema_editor.execute(f"DROP TRIGGER objection_{name}{on}")


class Migration(migrations.Migration):
    dependencies = [("prospects", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
