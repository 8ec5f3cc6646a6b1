"""The base itself holds a case to its history: no case ends without an answer that left, and nothing told is untold.

Steps are only added; of a step or an answer gone, words alone may be emptied (erasure). The file of a case that was
answered may go as a whole, when its time is over.
"""

from django.db import migrations

OPEN = "EXISTS (SELECT 1 FROM rights_case c WHERE c.id = OLD.case_id AND c.answer_id IS NULL)"
LEFT = "EXISTS (SELECT 1 FROM rights_answer a WHERE a.id = NEW.answer_id AND a.case_id = NEW.id AND a.sent_at IS NOT NULL)"
KEPT = {
    "rights_casestep": "organisation_id, case_id, kind, at, recorded_at, door, act, answer_id",
    "rights_answer": "organisation_id, case_id, kind, language, digest, way, written_at, sent_at",
}
EMPTIED = {"rights_casestep": ("note",), "rights_answer": ("to", "subject", "text", "reasons")}
RULES = {  # name: table, when, condition, what the base says
    "case_begins_open": ("rights_case", "INSERT", "NEW.answer_id IS NOT NULL", "a case begins without an answer"),
    "case_ends_by_an_answer": (
        "rights_case",
        "UPDATE OF answer_id",
        f"(OLD.answer_id IS NOT NULL AND NEW.answer_id IS NOT OLD.answer_id) OR (NEW.answer_id IS NOT NULL AND NOT {LEFT})",
        "a case ends by an answer that has left, once",
    ),
    "step_stays": ("rights_casestep", f"UPDATE OF {KEPT['rights_casestep']}", "1 = 1", "the history of a case is only added to"),
    "step_is_kept": ("rights_casestep", "DELETE", OPEN, "the history of an open case is kept"),
    "answer_stays": ("rights_answer", f"UPDATE OF {KEPT['rights_answer']}", "OLD.sent_at IS NOT NULL", "an answer that left stays as it left"),
    "answer_is_kept": ("rights_answer", "DELETE", f"OLD.sent_at IS NOT NULL AND {OPEN}", "an answer that left is kept"),
    **{
        f"{table.removeprefix('rights_')}_{column}_empties": (
            table,
            f'UPDATE OF "{column}"',
            f"""NEW."{column}" <> '' AND NEW."{column}" <> OLD."{column}\"""" + (" AND OLD.sent_at IS NOT NULL" if table == "rights_answer" else ""),
            "what was told is emptied, never rewritten",
        )
        for table, columns in EMPTIED.items()
        for column in columns
    },
}  # fmt: skip


def forbid(apps, schema_editor):
    for name, (table, when, condition, refusal) in RULES.items():
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(
                f"CREATE TRIGGER rights_{name} BEFORE {when} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
            )
            continue
        asked = condition.replace("IS NOT OLD.answer_id", "IS DISTINCT FROM OLD.answer_id")
        row = "OLD" if when == "DELETE" else "NEW"
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION rights_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {asked} THEN "
            f"RAISE EXCEPTION '{refusal}' USING ERRCODE = 'restrict_violation'; END IF; RETURN {row}; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER rights_{name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION rights_{name}()"
        )


def allow(apps, schema_editor):
    for name, (table, *_) in RULES.items():
        on = "" if schema_editor.connection.vendor == "sqlite" else f" ON {table}"
        schema_editor.execute(f"DROP TRIGGER rights_{name}{on}")


class Migration(migrations.Migration):
    dependencies = [("rights", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
