from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "aval.campaigns"
    label = "campaigns"
