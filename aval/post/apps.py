from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "aval.post"
    label = "post"
