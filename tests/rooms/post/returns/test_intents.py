"""What French and English answers ask: the intent, and whether it is clear (+), left to a human (?) or nothing at all."""

import pytest

from aval.post.returns.intents import read_answer

pytestmark = pytest.mark.once

SAID = [
    ("objection+", "STOP"),
    ("objection+", "Bonjour,\nStop\nMerci"),
    ("objection+", "Merci de ne plus me contacter."),
    ("objection+", "Je ne souhaite plus recevoir vos mails"),
    ("objection+", "Ne m'écrivez plus jamais !"),
    ("objection+", "Désinscription"),
    ("objection+", "Merci de me retirer de votre liste de diffusion."),
    ("objection+", "Veuillez cesser de m'envoyer des courriels"),
    ("objection+", "Please remove me from your list"),
    ("objection+", "unsubscribe me please"),
    ("objection+", "Please stop emailing me."),
    ("objection+", "Do not contact me again"),
    ("objection+", "Je m'oppose à l'utilisation de mes données à des fins de prospection"),
    ("objection+", "Je ne suis pas intéressé, merci de ne plus me solliciter."),
    ("objection+", "Take me off your list, I'm not interested"),
    ("objection+", "Bonjour, je souhaite être retirée de vos fichiers de prospection"),
    ("objection+", "merci d'arrêter de m'envoyer des mails"),
    ("objection+", "Je vous prie de bien vouloir me désabonner"),
    ("objection+", "Comment puis-je me désinscrire ?"),
    ("objection+", "I'd like to opt out"),
    ("objection+", "Pas la peine de me relancer, ne me recontactez pas."),
    ("objection+", "Vous pouvez me retirer"),
    ("objection+", "Je vous ai déjà demandé de ne plus m'écrire"),
    ("refusal+", "Non merci"),
    ("refusal+", "Pas intéressé"),
    ("refusal+", "Nous ne sommes pas intéressés par votre offre."),
    ("refusal+", "Cela ne m'intéresse pas"),
    ("refusal+", "We already have a supplier, thanks."),
    ("refusal+", "Not interested, thank you."),
    ("refusal+", "Nous avons déjà un prestataire."),
    ("refusal+", "Je ne donnerai pas suite"),
    ("refusal?", "Pas intéressé pour le moment, merci de revenir vers nous en mars"),
    ("refusal?", "Not right now, maybe next quarter"),
    ("none?", "Surtout ne me retirez pas de votre liste !"),
    ("none?", "Ne me désinscrivez pas, j'adore vos mails"),
    ("none?", "Please don't remove me from your list"),
    ("none?", "Je ne veux pas être désinscrit"),
    ("erasure+", "Veuillez supprimer toutes mes données personnelles"),
    ("erasure+", "Supprimez mon adresse de vos fichiers"),
    ("erasure+", "Je demande l'effacement de mes données conformément à l'article 17 du RGPD"),
    ("erasure+", "Please delete all my personal data"),
    ("erasure+", "Merci de supprimer toutes les informations me concernant de votre base"),
    ("access+", "D'où tenez-vous mon adresse ?"),
    ("access+", "Comment avez-vous obtenu mon adresse e-mail ?"),
    ("access+", "Quelles données détenez-vous sur moi ?"),
    ("access+", "J'exerce mon droit d'accès"),
    ("access+", "Where did you get my email address?"),
    ("access+", "What data do you hold about me?"),
    ("access+", "I would like a copy of my personal data under GDPR article 15"),
    ("other_right+", "Merci de corriger mon nom : c'est Dupond avec un d"),
    ("other_right+", "Je demande la limitation du traitement de mes données"),
    ("other_right+", "I request the portability of my data"),
    ("other_right+", "Je vais déposer plainte à la CNIL"),
    ("third_party_objection?", "Merci de ne plus écrire à ma collègue"),
    ("third_party_objection?", "Merci de ne plus contacter Mme Martin, elle est en retraite"),
    ("third_party_objection?", "Retirez ma collègue Sophie de vos listes"),
    ("third_party_objection?", "Please stop emailing my colleague"),
    ("third_party_objection?", "Jeanne n'est plus là, merci de supprimer son adresse"),
    ("third_party_objection?", "Ma collègue ne souhaite plus recevoir vos messages"),
    ("objection+", "Merci de retirer tout notre domaine exemple.fr de vos envois"),
    ("interest+", "Oui, cela m'intéresse. Pouvez-vous m'appeler demain ?"),
    ("interest+", "Je suis intéressé"),
    ("interest+", "Envoyez-moi un devis"),
    ("interest+", "Sounds good, let's schedule a call"),
    ("interest+", "Pouvez-vous m'en dire plus ?"),
    ("interest+", "C'est intéressant, quels sont vos tarifs ?"),
    ("none", "Merci, bonne journée"),
    ("none", "Bien reçu"),
    ("none", "Je transmets à mon collègue"),
    ("objection?", "Encore un spam..."),
    ("objection+", "Arrêtez"),
    ("objection?", "Je n'ai rien demandé"),
    ("none", "We run a one-stop shop for logistics."),
    ("none", "You can stop by our office on Monday"),
    ("objection?", "RGPD ?"),
    ("refusal?", "Vous n'avez pas la bonne personne"),
    ("objection+", "Plus de mails svp"),
    ("objection+", "plus aucun mail de votre part s'il vous plait"),
    ("interest+", "Je ne suis pas disponible cette semaine mais votre offre m'intéresse"),
    ("objection+", "Cessez immédiatement vos envois"),
    ("objection+", "foutez-moi la paix"),
    ("objection+", "Ne m'appelez plus"),
    ("none", "Nous avons arrêté notre activité"),
    ("refusal+", "Ce n'est pas pour nous, bonne continuation"),
    ("objection+", "Bonjour Madame,\n\nJe vous remercie de ne plus\nm'envoyer de messages.\n\nCordialement"),
    ("objection+", "no more emails please"),
    ("erasure+", "I want you to erase everything you have: delete my account and data."),
    ("none?", "Ne vous arrêtez pas là, votre offre est très intéressante"),
    ("objection+", "Pourriez-vous m'ôter de votre liste de contacts ?"),
    ("objection+", "Veuillez noter que je refuse toute prospection commerciale"),
    ("objection+", "pouvez vous arreter de m'ecrire"),
    ("objection+", "je ne veux plus être contacté"),
    ("objection+", "Enlevez mon mail"),
    ("objection+", "Kindly remove this address from your mailing list."),
    ("access+", "Qui vous a donné mes coordonnées ?"),
    ("other_right+", "I want to rectify my data: my title is wrong"),
    ("objection+", "Merci de me désinscrire. D'ailleurs je ne suis pas intéressé."),
    ("third_party_objection?", "Mon prédécesseur a quitté la société, merci de le retirer de votre liste."),
    ("interest+", "Oui"),
    ("refusal+", "Non"),
]


@pytest.mark.parametrize(("expected", "said"), SAID)
def test_what_is_asked(expected: str, said: str) -> None:
    answer = read_answer(said)
    mark = "?" if answer.doubtful else "+" if answer.wishes else ""
    assert f"{answer.intent}{mark}" == expected


@pytest.mark.parametrize(
    ("said", "stop", "channel", "scope"),
    [
        ("Ne m'appelez plus", True, "voice_human", "person"),
        ("Ne me contactez plus, ni par mail ni par téléphone", True, "", "person"),
        ("Merci de retirer tout notre domaine de vos envois", True, "", "domain"),
        ("Supprimez mes données", True, "", "person"),
        ("Non merci", True, "", "person"),
    ],
)
def test_how_far_an_objection_reaches(said: str, stop: bool, channel: str, scope: str) -> None:
    answer = read_answer(said)
    assert answer.objection is not None
    assert (answer.stop, answer.objection.channel, answer.objection.scope) == (stop, channel, scope)


@pytest.mark.parametrize(
    "said", ["Surtout ne me retirez pas !", "Merci de ne plus écrire à ma collègue", "Trop de mails...", "Oui"]
)
def test_what_stops_nobody_by_itself(said: str) -> None:
    assert not read_answer(said).stop


def test_a_right_and_a_refusal_are_both_heard() -> None:
    answer = read_answer("D'où tenez-vous mon adresse ? Merci de ne plus m'écrire.")
    assert (answer.intent, answer.stop, answer.rights) == ("access", True, ("access",))


def test_it_reads_any_length_in_no_time() -> None:
    read_answer("ne plus " * 100_000)
    read_answer("supprimer de la " * 50_000)
