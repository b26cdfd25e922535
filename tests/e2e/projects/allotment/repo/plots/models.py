from django.db import models


class Gardener(models.Model):
    name = models.CharField(max_length=80)
    waiting_since = models.DateField(null=True, blank=True)

    def __str__(self):
        return self.name


class Plot(models.Model):
    number = models.PositiveSmallIntegerField(unique=True)
    square_metres = models.PositiveSmallIntegerField()
    gardener = models.ForeignKey(Gardener, null=True, blank=True, on_delete=models.SET_NULL)

    class Meta:
        ordering = ["number"]

    def __str__(self):
        return f"Plot {self.number}"
