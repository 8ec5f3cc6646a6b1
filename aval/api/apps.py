from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "aval.api"
    label = "api"
