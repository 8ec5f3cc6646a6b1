"""What the ledger may say: a closed list. Adding a kind is adding a line; removing one is impossible once recorded."""

from typing import NamedTuple


class Kind(NamedTuple):
    """What happened, in the two languages of the pages."""

    fr: str
    en: str


class UnknownKind(ValueError):
    """Only what is listed here can be recorded."""


KINDS = {
    "organisation:created": Kind("Organisation créée", "Organisation created"),
    "organisation:changed": Kind("Organisation modifiée", "Organisation changed"),
    "brand:declared": Kind("Marque déclarée", "Brand declared"),
    "member:added": Kind("Membre ajouté", "Member added"),
    "member:changed": Kind("Membre modifié", "Member changed"),
    "token:made": Kind("Clé d’accès créée", "Access key made"),
    "token:revoked": Kind("Clé d’accès révoquée", "Access key revoked"),
    "policy:changed": Kind("Règle interne modifiée", "Policy changed"),
    "source:declared": Kind("Source déclarée", "Source declared"),
    "source:changed": Kind("Source modifiée", "Source changed"),
    "source:suspended": Kind("Source suspendue", "Source suspended"),
    "source:resumed": Kind("Source rétablie", "Source resumed"),
    "supplier:recorded": Kind("Dossier du fournisseur enregistré", "Supplier file recorded"),
    "supplier:form": Kind("Formulaire d’un fournisseur audité", "Supplier’s form audited"),
    "supplier:partners": Kind("Liste de partenaires gardée", "List of partners kept"),
    "supplier:drawn": Kind("Lignes tirées au sort", "Lines drawn at random"),
    "supplier:verified": Kind("Preuves d’un tirage vérifiées", "Proofs of a sample checked"),
    "supplier:rental": Kind("Campagne envoyée par un loueur", "Campaign sent by a renter"),
    "quarantine:examined": Kind("Quarantaine examinée", "Quarantine examined"),
    "form:audited": Kind("Formulaire audité", "Form audited"),
    "import:lines:read": Kind("Lignes importées", "Lines imported"),
    "import:file:read": Kind("Fichier importé", "File imported"),
    "import:file:cancelled": Kind("Import interrompu", "Import cancelled"),
    "import:file:failed": Kind("Import échoué", "Import failed"),
    "person:merged": Kind("Doublons réunis", "Duplicates merged"),
    "classification:corrected": Kind("Classement corrigé", "Classification corrected"),
    "people:exported": Kind("Liste remise hors de la base", "List handed out of the base"),
    "inspection:done": Kind("Inspection faite", "Inspection done"),
    "fault:assigned": Kind("Faute confiée", "Fault assigned"),
    "sanction:given": Kind("Sanction interne prise", "Internal sanction given"),
    "sanction:lifted": Kind("Sanction interne levée", "Internal sanction lifted"),
    "register:signed": Kind("Registre des traitements signé", "Register of processing signed"),
    "breach:declared": Kind("Violation de données déclarée", "Personal data breach declared"),
    "breach:described": Kind("Violation de données décrite", "Personal data breach described"),
    "breach:notified": Kind("Violation notifiée à la CNIL", "Breach notified to the CNIL"),
    "breach:telling": Kind("Information des personnes décidée", "Information of the persons decided"),
    "breach:told": Kind("Personne informée d’une violation", "Person told of a breach"),
    "breach:waived": Kind("Information des personnes écartée", "Information of the persons waived"),
    "breach:closed": Kind("Violation close", "Breach closed"),
    "offer:declared": Kind("Offre décrite", "Offer described"),
    "offer:changed": Kind("Offre modifiée", "Offer changed"),
    "offer:assessed": Kind("Intérêt légitime évalué", "Legitimate interest assessed"),
    "screening:done": Kind("Liste passée au crible", "List screened"),
    "review:decided": Kind("Cas tranché par un membre", "Case decided by a member"),
    "letter:written": Kind("Lettre enregistrée", "Letter saved"),
    "letter:approved": Kind("Lettre approuvée", "Letter approved"),
    "campaign:launched": Kind("Campagne lancée", "Campaign launched"),
    "campaign:paused": Kind("Campagne en pause", "Campaign paused"),
    "campaign:resumed": Kind("Campagne reprise", "Campaign resumed"),
    "campaign:finished": Kind("Campagne terminée", "Campaign finished"),
    "campaign:cancelled": Kind("Campagne abandonnée", "Campaign cancelled"),
    "decision:contact:granted": Kind("Contact autorisé", "Contact granted"),
    "decision:asked": Kind("Décisions données à un programme", "Decisions given to a program"),
    "decision:contact:refused": Kind("Contact refusé", "Contact refused"),
    "signing-key:made": Kind("Clé DKIM créée", "DKIM key made"),
    "signing-key:used": Kind("Clé DKIM en service", "DKIM key in use"),
    "signing-key:retired": Kind("Clé DKIM retirée", "DKIM key retired"),
    "domain:checked": Kind("Domaine d’envoi vérifié", "Sending domain checked"),
    "server:resting": Kind("Serveur d’envoi au repos", "Mail server resting"),
    "message:asked": Kind("Message dû, à envoyer", "Message owed, to be sent"),
    "message:handed": Kind("Message remis au serveur", "Message handed over"),
    "message:rejected": Kind("Message rejeté par le serveur", "Message rejected by the server"),
    "message:returned": Kind("Message revenu", "Message returned"),
    "attempt:uncertain": Kind("Envoi incertain", "Attempt uncertain"),
    "attempt:resolved": Kind("Envoi incertain tranché", "Uncertain attempt resolved"),
    "reply:sorted": Kind("Réponse traitée", "Reply handled"),
    "mailbox:changed": Kind("Boîte de retour réglée", "Return mailbox set"),
    "silence:kept": Kind("Silence gardé", "Silence kept"),
    "relation:recorded": Kind("Fait d’une relation commerciale noté", "Fact of a business relation recorded"),
    "stage:moved": Kind("Étape de la conversation changée", "Stage of the conversation changed"),
    "segment:kept": Kind("Segment enregistré", "Segment saved"),
    "segment:dropped": Kind("Segment retiré", "Segment removed"),
    "silence:ended": Kind("Silence levé", "Silence ended"),
    "reply:received": Kind("Réponse reçue", "Reply received"),
    "complaint:received": Kind("Plainte reçue", "Complaint received"),
    "person:written": Kind("Personne saisie par un membre", "Person written down by a member"),
    "form:declared": Kind("Formulaire créé", "Form created"),
    "form:published": Kind("Version de formulaire publiée", "Form version published"),
    "form:closed": Kind("Formulaire fermé", "Form closed"),
    "consent:recorded": Kind("Choix d’une personne enregistrés", "A person’s choices recorded"),
    "consent:confirmed": Kind("Consentement confirmé", "Consent confirmed"),
    "consent:withdrawn": Kind("Consentement retiré", "Consent withdrawn"),
    "calls:listed": Kind("Liste d’appels faite", "Call list made"),
    "call:opened": Kind("Appel ouvert", "Call opened"),
    "call:closed": Kind("Appel terminé", "Call closed"),
    "objection:recorded": Kind("Opposition enregistrée", "Objection recorded"),
    "person:rectified": Kind("Données rectifiées", "Data rectified"),
    "case:opened": Kind("Demande reçue", "Request received"),
    "case:assigned": Kind("Demande confiée", "Request assigned"),
    "case:doubted": Kind("Identité en doute, délai suspendu", "Identity in doubt, clock paused"),
    "case:identified": Kind("Identité confirmée, délai repris", "Identity confirmed, clock resumed"),
    "case:extended": Kind("Délai de réponse prolongé", "Time to answer extended"),
    "case:done": Kind("Suite donnée à une demande", "Request acted upon"),
    "case:told": Kind("Message envoyé sur une demande", "Message sent about a request"),
    "case:overdue": Kind("Délai de réponse dépassé", "Time to answer passed"),
    "case:answered": Kind("Réponse envoyée", "Answer sent"),
    "sign:heard": Kind("Signe de la personne", "Sign from the person"),
    "notice:worded": Kind("Texte d’information adopté", "Information notice worded"),
    "notice:given": Kind("Personnes informées", "People informed"),
    "retention:purged": Kind("Données échues effacées", "Expired data deleted"),
    "base:restored": Kind("Base restaurée, journal rejoué", "Base restored, journal replayed"),
    "opposition:handed": Kind("Liste d’opposition remise à un sous-traitant", "Opposition list handed to a processor"),
    "erasure:people": Kind("Personnes effacées", "People erased"),
    "recipient:declared": Kind("Destinataire de données déclaré", "Recipient of data declared"),
    "recipient:told": Kind("Destinataire informé d’un effacement", "Recipient told of an erasure"),
    "erasure:done": Kind("Effacement effectué", "Erasure done"),
    "dossier:exported": Kind("Dossier de contrôle remis", "Control file exported"),
}


def label(code: str, language: str = "fr") -> str:
    """The kind in French or English; the code itself for a kind of another age."""
    kind = KINDS.get(code)
    if kind is None:
        return code
    return kind.en if language.startswith("en") else kind.fr
