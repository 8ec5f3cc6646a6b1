from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "aval.accounts"
    label = "accounts"
