"""The base itself refuses to change or forget an act of consent: what was shown and done never moves.

Only whom it was linked to may be let go (an erased person, a member who left), and the circumstances emptied.
"""

from django.db import migrations

KEPT = (
    "organisation_id, kind, fingerprint, key_id, purpose, channel, act, door, acted_at, recorded_at, wording, version, version_digest, "
    "notice_version, partners, boxes, awaits_confirmation, preticked, free, specific, names_us, complete, ends_on, answers_id, source_id, "
    "evidence"
)
REFUSAL = "an act of consent is never changed"
EMPTIED = "BEFORE UPDATE OF circumstances ON prospects_consent"
SQLITE = [
    f"CREATE TRIGGER consent_update BEFORE UPDATE OF {KEPT} ON prospects_consent BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER consent_emptied {EMPTIED} WHEN NEW.circumstances <> '{{}}' BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER consent_delete BEFORE DELETE ON prospects_consent BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
]
POSTGRESQL = [
    f"CREATE OR REPLACE FUNCTION consent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    f"CREATE TRIGGER consent_update BEFORE UPDATE OF {KEPT} ON prospects_consent FOR EACH ROW EXECUTE FUNCTION consent_refuse()",
    f"CREATE TRIGGER consent_emptied {EMPTIED} FOR EACH ROW WHEN (NEW.circumstances <> '{{}}'::jsonb) EXECUTE FUNCTION consent_refuse()",
    "CREATE TRIGGER consent_delete BEFORE DELETE ON prospects_consent FOR EACH ROW EXECUTE FUNCTION consent_refuse()",
    "CREATE TRIGGER consent_truncate BEFORE TRUNCATE ON prospects_consent FOR EACH STATEMENT EXECUTE FUNCTION consent_refuse()",
]
NAMES = ("update", "emptied", "delete", "truncate")


def forbid(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def allow(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for name in NAMES[:3] if sqlite else NAMES:
        schema_editor.execute(f"DROP TRIGGER consent_{name}{'' if sqlite else ' ON prospects_consent'}")


class Migration(migrations.Migration):
    dependencies = [("prospects", "0002_objections_stay")]
    operations = [migrations.RunPython(forbid, allow)]
