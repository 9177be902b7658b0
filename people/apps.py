from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        from engine import startup
        from people import first_link

        startup.on_start(first_link.greeting)
