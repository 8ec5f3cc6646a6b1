from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "aval.rights"
    label = "rights"
