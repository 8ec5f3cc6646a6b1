"""The base itself refuses to change or forget what people had before them: a version of a form is frozen.

Only who published it may be let go, when that member leaves.
"""

from django.db import migrations

KEPT = "organisation_id, form_id, number, definition, notice, notice_version, picture, digest, published_at, evidence"
REFUSAL = "a version of a form is frozen"
SQLITE = [
    f"CREATE TRIGGER version_update BEFORE UPDATE OF {KEPT} ON collection_formversion BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER version_delete BEFORE DELETE ON collection_formversion BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
]
POSTGRESQL = [
    f"CREATE OR REPLACE FUNCTION version_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    f"CREATE TRIGGER version_update BEFORE UPDATE OF {KEPT} ON collection_formversion FOR EACH ROW EXECUTE FUNCTION version_refuse()",
    "CREATE TRIGGER version_delete BEFORE DELETE ON collection_formversion FOR EACH ROW EXECUTE FUNCTION version_refuse()",
    "CREATE TRIGGER version_truncate BEFORE TRUNCATE ON collection_formversion FOR EACH STATEMENT EXECUTE FUNCTION version_refuse()",
]


def forbid(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def allow(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for name in ("update", "delete") if sqlite else ("update", "delete", "truncate"):
        schema_editor.execute(f"DROP TRIGGER version_{name}{'' if sqlite else ' ON collection_formversion'}")


class Migration(migrations.Migration):
    dependencies = [("collection", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
