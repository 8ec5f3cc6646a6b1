from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "aval.portal"
    label = "portal"
