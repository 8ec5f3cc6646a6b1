from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "aval.oversight"
    label = "oversight"
