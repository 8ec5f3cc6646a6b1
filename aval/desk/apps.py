from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "aval.desk"
    label = "desk"
