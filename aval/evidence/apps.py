from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "aval.evidence"
    label = "evidence"
