from django.contrib import admin

from .models import Gardener, Plot


@admin.register(Plot)
class PlotAdmin(admin.ModelAdmin):
    list_display = ["number", "square_metres", "gardener"]


admin.site.register(Gardener)
