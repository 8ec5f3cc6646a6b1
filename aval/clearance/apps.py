from django.apps import AppConfig


class ClearanceConfig(AppConfig):
    name = "aval.clearance"
    label = "clearance"
