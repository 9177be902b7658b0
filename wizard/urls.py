from django.urls import path

from wizard.views import catalogue, connections, practice, runs, steps, tasks

app_name = "wizard"
urlpatterns = [
    path("", connections.connections, name="connections"),
    path("c/new/", connections.new, name="new"),
    path("c/<uuid:pk>/", tasks.task_list, name="tasks"),
    path("c/<uuid:pk>/start/", connections.start, name="start"),
    path("c/<uuid:pk>/delete/", connections.delete, name="delete"),
    path("c/<uuid:pk>/runs/", runs.of_connection, name="runs"),
    path("c/<uuid:pk>/practice/apply/", practice.apply, name="apply"),
    path("c/<uuid:pk>/practice/undo/", practice.undo, name="undo"),
    path("c/<uuid:pk>/<slug:step>/", steps.step, name="step"),
    path("c/<uuid:pk>/<slug:step>/run/", steps.run, name="run-step"),
    path("c/<uuid:pk>/<slug:step>/status/", steps.status, name="status"),
    path("runs/", runs.of_bare_domains, name="bare-runs"),
    path("runs/<uuid:pk>/", runs.run, name="run"),
    path("runs/<uuid:pk>/report.json", runs.download, name="download"),
    path("checks/", catalogue.checks, name="checks"),
    path("checks/<str:check_id>/", catalogue.check, name="check"),
    path("practice/", practice.scenarios, name="practice"),
    path("practice/<slug:scenario>/", practice.begin, name="begin"),
]
