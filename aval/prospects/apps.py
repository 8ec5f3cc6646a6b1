from django.apps import AppConfig


class ProspectsConfig(AppConfig):
    name = "aval.prospects"
    label = "prospects"
