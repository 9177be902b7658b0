"""The Celery application. It carries row ids; results live in the rows themselves."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("retain_setup")
app.set_default()  # the threads of an in-process worker look the current application up by this
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
