#!/usr/bin/env python3
"""Qui, dans ce fichier, s’est opposé ? Sans rien installer : Python 3.9 ou plus, bibliothèque standard.

    python3 aval_match.py opposition.csv cle.txt adresses.csv > a-ecarter.csv

`opposition.csv` et `cle.txt` viennent de l’organisation pour laquelle vous travaillez (art. 28 RGPD) ; `adresses.csv` a une
adresse ou un numéro français par ligne, en première colonne. Ce qui sort est à écarter : `opposed` (opposition), ou `unsure`
(valeur que cet outil ne sait pas mettre en forme : demandez à l’organisation, n’écrivez pas). Rien ne quitte votre machine.

Who, in this file, objected? What comes out must not be contacted.
"""

import csv
import hashlib
import hmac
import re
import sys
import unicodedata

GMAIL = ("gmail.com", "googlemail.com")
EDGES = " \t\r\n\u00a0\u200b\ufeff\"'<>()[],;:"
ORDINARY = re.compile(
    r"[a-z0-9_][a-z0-9_'-]*(?:\.[a-z0-9_'-]+)*(?:\+[a-z0-9_-]+)?@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
)
FRENCH = re.compile(r"(?:\+33|0033|33)?0?([1-9]\d{8})")


def normal_email(value):
    """The form that is fingerprinted, version 1; None when this tool is not sure."""
    text = unicodedata.normalize("NFKC", value).strip(EDGES).rstrip(EDGES + ".").lower()
    if not ORDINARY.fullmatch(text):
        return None
    local, _, host = text.partition("@")
    local = local.partition("+")[0]
    if host in GMAIL:
        return local.replace(".", "") + "@gmail.com"
    return local + "@" + host


def normal_phone(value):
    """E.164 of a French number; None for any other."""
    found = FRENCH.fullmatch(re.sub(r"[^\d+]", "", value.replace("(0)", "")))
    return "+33" + found.group(1) if found else None


def fingerprint(key, kind, normal):
    """HMAC-SHA-256, its first 128 bits in hexadecimal."""
    return hmac.new(key, f"{kind}|1|{normal}".encode(), hashlib.sha256).hexdigest()[:32]


def marks_of(key, value):
    """The fingerprints under which this value may be on the list; none when unsure."""
    if "@" not in value:
        number = normal_phone(value)
        return {fingerprint(key, "phone", number)} if number else set()
    mail = normal_email(value)
    if mail is None:
        return set()
    host = mail.rpartition("@")[2]
    labels = host.split(".")
    domains = {".".join(labels[start:]) for start in range(len(labels) - 1)}
    return {fingerprint(key, "email", mail)} | {fingerprint(key, "domain", one) for one in domains}


def main(listed, key_file, addresses):
    with open(key_file, encoding="ascii") as file:
        key = bytes.fromhex(file.read().strip())
    with open(listed, encoding="utf-8", newline="") as file:
        stopped = {row["fingerprint"] for row in csv.DictReader(file, delimiter=";")}
    out = csv.writer(sys.stdout, delimiter=";")
    out.writerow(["value", "why"])
    with open(addresses, encoding="utf-8-sig", newline="") as file:
        for line in file:
            value = re.split(r"[;,\t]", line.strip())[0].strip('" ')
            if not value:
                continue
            marks = marks_of(key, value)
            if not marks or marks & stopped:
                out.writerow([value, "opposed" if marks else "unsure"])


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
