from django.apps import AppConfig


class WizardConfig(AppConfig):
    name = "wizard"

    def ready(self) -> None:
        from checks import registry
        from engine import startup
        from wizard import after_sync, dispatch, practice  # noqa: F401 (two of them join the tick)

        registry.load()
        startup.on_stop(practice.stop)
