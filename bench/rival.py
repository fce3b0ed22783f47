"""django-helpdesk on the same mails: run by the Python of its own environment, not by ours.

SQLite, its shipped templates, its own poll of an IMAP queue; letters go to Django's memory backend, which costs it less
than a server would. Told over a pipe: `poll`, and it answers with seconds, processor seconds, memory and what it stored.
"""

# pyright: reportMissingImports=false

import json
import logging
import resource
import sys
import time
from pathlib import Path

import django
from django.conf import settings

urlpatterns: list[object] = []  # Django looks for it in the module that ROOT_URLCONF names


def main(folder: str, port: str, user: str, secret: str) -> None:
    settings.configure(
        SECRET_KEY="bench",  # noqa: S106  of a server that nobody reaches
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{folder}/helpdesk.db"}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.sites",
            "django.contrib.messages",
            "django.contrib.admin",
            "django.contrib.humanize",
            "rest_framework",
            "helpdesk",
        ],
        SITE_ID=1,
        USE_TZ=True,
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        MEDIA_ROOT=f"{folder}/media",
        ROOT_URLCONF=__name__,
        LOGGING_CONFIG=None,
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        HELPDESK_TEAMS_MODE_ENABLED=False,
        QUEUE_EMAIL_BOX_TYPE=None,
    )
    logging.disable(logging.CRITICAL)
    django.setup()
    from django.core import mail  # noqa: PLC0415  only after setup
    from django.core.management import call_command  # noqa: PLC0415  only after setup
    from django.urls import include, path  # noqa: PLC0415  the same
    from helpdesk.email import process_queue  # noqa: PLC0415  the same
    from helpdesk.models import FollowUp, Queue, Ticket  # noqa: PLC0415  the same

    urlpatterns.append(path("helpdesk/", include("helpdesk.urls", namespace="helpdesk")))
    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate.json", verbosity=0)
    queue = Queue.objects.create(
        title="Support",
        slug="support",
        email_address="support@aeropressmall.com",
        allow_email_submission=True,
        email_box_type="imap",
        email_box_host="127.0.0.1",
        email_box_port=int(port),
        email_box_ssl=False,
        email_box_user=user,
        email_box_pass=secret,
        email_box_imap_folder="INBOX",
        logging_type="none",
    )
    print("ready", flush=True)
    for _ in sys.stdin:
        tickets, follow_ups = Ticket.objects.count(), FollowUp.objects.count()
        used, begun = _cpu(), time.perf_counter()
        process_queue(queue, logger=logging.getLogger("helpdesk"))
        answer = {
            "seconds": time.perf_counter() - begun,
            "cpu": _cpu() - used,
            "tickets": Ticket.objects.count() - tickets,
            "follow_ups": FollowUp.objects.count() - follow_ups,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        answer["letters"] = len(getattr(mail, "outbox", []))  # made by the first letter
        mail.outbox = []
        print(json.dumps(answer), flush=True)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    main(*sys.argv[1:])
