from django.urls import path

from people import views

app_name = "people"
urlpatterns = [
    path("first/<str:token>/", views.first, name="first"),
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("password/", views.own_password, name="own-password"),
    path("people/", views.people, name="people"),
    path("people/new/", views.new_person, name="new"),
    path("people/<int:pk>/password/", views.new_password, name="new-password"),
    path("people/<int:pk>/active/", views.switch, name="switch"),
]
