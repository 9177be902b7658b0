from django.urls import include, path

urlpatterns = [
    path("", include("engine.urls")),
    path("", include("people.urls")),
    path("", include("wizard.urls")),
]
