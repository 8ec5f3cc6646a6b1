from django.apps import AppConfig


class AccountabilityConfig(AppConfig):
    name = "aval.accountability"
    label = "accountability"
