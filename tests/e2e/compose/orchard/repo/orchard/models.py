from django.db import models


class Apple(models.Model):
    picked_by = models.CharField(max_length=40)
