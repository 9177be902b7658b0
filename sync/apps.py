from django.apps import AppConfig


class SyncConfig(AppConfig):
    name = "sync"

    def ready(self) -> None:
        from engine import startup
        from engine.tasks import on_tick
        from sync import due, operator_settings, starting  # noqa: F401 (operator_settings registers its check)
        from sync.watchman import rounds

        on_tick(due.due)
        on_tick(rounds.watch)
        startup.on_start(starting.recover_all)
