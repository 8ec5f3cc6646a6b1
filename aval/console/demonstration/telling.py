"""The demonstration told as it happens: what was read, refused, why, cleared, sent, objected, blocked again, proved."""

from collections import Counter
from pathlib import Path
from typing import Any

from aval.clearance.models import Screening
from aval.clearance.wording import say as words
from aval.console.command import _
from aval.console.demonstration import story as steps
from aval.console.demonstration.story import Story
from aval.prospects.refusals import explain

REASONS = 5  # told for each list


class Account:
    """The steps in order; each is told in a few lines, and kept as data under its own name."""

    def __init__(self, *, language: str, quiet: bool) -> None:
        self.language, self.quiet = language, quiet
        self.chapters = 0
        self.kept: dict[str, Any] = {}

    def play(self, folder: Path) -> dict[str, Any]:
        """The whole job; `right` says whether all came out as it must."""
        folder.mkdir()
        self.line(_("La démonstration d’Aval : personne n’existe dans ces listes, rien ne sort de cette machine."))
        story = steps.set_the_stage(folder)
        self.sources(story)
        self.lists(story)
        self.screenings(story)
        self.sending(story)
        self.objection(story)
        self.proof(story)
        self.kept["right"] = all(
            (
                self.kept["sent"]["sent"] == self.kept["sent"]["received"] > 0,
                self.kept["objected"]["looking_did_nothing"],
                self.kept["objected"]["brought_back"]["opposed"] == 1,
                self.kept["objected"]["verdict"] == "refuse",
                self.kept["verified"]["live"] and self.kept["verified"]["offline"],
            )
        )
        return self.kept

    def chapter(self, title: str) -> None:
        self.chapters += 1
        self.line("")
        self.line(f"{self.chapters}. {title}")

    def line(self, text: str, count: int | None = None) -> None:
        if not self.quiet:
            print(f"{count:>9}  {text}" if count is not None else text, flush=True)

    def sources(self, story: Story) -> None:
        self.chapter(_("Pas de liste sans source"))
        self.kept["sources"] = list(steps.declare_sources(story))
        for one in self.kept["sources"]:
            if one["refused"]:
                self.line(_("   « {asked} » : refusée. {why}").format(asked=one["asked"], why=one["refused"]))
            self.line(_("   « {name} » : déclarée.").format(name=one["name"]))

    def lists(self, story: Story) -> None:
        self.chapter(_("Lire les trois listes"))
        self.kept["read"] = []
        refused: Counter[str] = Counter()
        for one in steps.read_lists(story):
            reasons = Counter(one.pop("reasons"))
            self.kept["read"].append(one | {"reasons": dict(reasons)})
            self.line(f"   {one['name']}")
            said = _(
                "   {read} lignes lues : {created} personnes nouvelles, {known} déjà connues, {merged} réunies à une autre, "
                "{refused} lignes refusées, {opposed} personnes qui ont dit non et restent dehors."
            )
            self.line(said.format(**one, known=one["updated"] + one["unchanged"]))
            refused += reasons
        self.line(_("   Chaque ligne refusée revient avec son motif :"))
        for reason, count in refused.most_common():
            self.line(explain(reason, self.language).capitalize(), count)

    def screenings(self, story: Story) -> None:
        steps.describe_offer(story)
        self.chapter(_("Filtrer pour « {offer} »").format(offer=story.offer.name))
        self.kept["screened"] = []
        for screening in steps.screen_lists(story):
            self.screening(screening)

    def screening(self, screening: Screening) -> None:
        names = ("people", "allow", "review", "refuse", "reasons")
        counts = {name: getattr(screening, name) for name in names}
        self.kept["screened"].append({"source": screening.source.code, **counts})
        self.line(f"   {screening.source.name}")
        said = _("   {people} personnes : {allow} peuvent recevoir la lettre, {review} sont à voir, {refuse} non.")
        self.line(said.format(**counts))
        for code, count in list(screening.reasons.items())[:REASONS]:
            wording = words(code, self.language)
            self.line(f"{wording.label} ({wording.article})", count)

    def sending(self, story: Story) -> None:
        steps.launch_letter(story)
        self.chapter(_("Envoyer, chaque lettre décidée une seconde fois au moment de partir"))
        self.kept["sent"] = sent = steps.send(story)
        said = _(
            "   {total} personnes dans la liste : {sent} lettres remises au bac à sable, {refused} que la seconde décision "
            "refuse, {uncertain} incertaines."
        )
        self.line(said.format(**sent))

    def objection(self, story: Story) -> None:
        self.chapter(_("S’opposer"))
        done = steps.object_by_one_click(story)
        person, address = done["person"], done["address"]
        back = steps.bring_back(story, address)
        again = steps.decide_again(story, person.pk)
        self.kept["objected"] = {
            "looking_did_nothing": done["looked"] == (200, 0),
            "objections": done["pressed"][1],
            "brought_back": back,
            "verdict": again["verdict"],
            "findings": again["findings"],
        }
        name = f"{person.first_name} {person.last_name}".strip() or address
        self.line(
            _("   {name} ouvre le lien : rien ne change. Sa messagerie presse le bouton : c’est fait.").format(
                name=name
            )
        )
        if back["opposed"]:
            self.line(_("   La même adresse revient dans un fichier, en capitales : elle reste dehors."))
        why = [words(code, self.language) for code in again["findings"]]
        said = " ; ".join(f"{one.label.lower()} ({one.article})" for one in why)
        self.line(_("   Lui écrire encore ? Non : {why}.").format(why=said))

    def proof(self, story: Story) -> None:
        self.chapter(_("Prouver"))
        proof = steps.prove(story)
        live, offline = proof["live"], proof["offline"]
        self.kept["verified"] = {
            "live": live.ok,
            "offline": offline.ok,
            "entries": live.entries,
            "file": str(proof["file"]),
        }
        self.line(_("   Dans la base : {said}").format(said=live.sentence(self.language)))
        self.line(_("   Dans le dossier remis, hors ligne : {said}").format(said=offline.sentence(self.language)))
        self.line(
            _("   {count} écritures. À refaire soi-même : aval verify {file}").format(
                count=live.entries, file=proof["file"]
            )
        )
