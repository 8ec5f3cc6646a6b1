from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "aval.collection"
    label = "collection"
