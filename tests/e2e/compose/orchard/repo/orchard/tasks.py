from celery import shared_task


@shared_task
def pick(name):
    from .models import Apple

    Apple.objects.create(picked_by=name)


@shared_task
def ripen():
    from .models import Apple

    Apple.objects.get_or_create(picked_by="the clock")
