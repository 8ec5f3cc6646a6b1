from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "aval.calls"
    label = "calls"
