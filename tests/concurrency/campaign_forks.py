"""Processes that do what scheduled actions do, and are killed at random instants.

Usage: campaign_forks.py DATABASE RECEIVER. For each line on its input, "ROLE SECONDS
..." in pairs, it forks a process for each pair, which plays that role and is killed
after so many seconds if it is not over by then, and says how each of them ended:
"done", "killed" or "failed". So Odoo is loaded once for all of them.

RECEIVER is the address of a server to which text messages are posted, since there is no
provider of text messages here.
"""

import os
import signal
import sys
import time
from datetime import timedelta

import requests
from freezegun import freeze_time

from odoo import SUPERUSER_ID, api, fields, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config, mute_logger

from odoo.addons.sms.tools.sms_api import SmsApi

#: What each role does: the methods behind the scheduled actions, and whether two may do
#: it at once. Odoo locks the row of a scheduled action, a lock of ours does so here.
ROLES = {
    "engine": ("crm.campaign", "_cron_run", True),
    "mailings": ("mailing.mailing", "_process_mass_mailing_queue", False),
    "mails": ("mail.mail", "process_email_queue", False),
    "texts": ("sms.sms", "_process_queue", False),
}

_LOCK = 20260615


def main(dbname, receiver):
    config.parse_config(["--database", dbname, "--no-http"], setup_logging=True)
    registry = Registry(dbname)
    take_texts_to(receiver)
    registry["crm.campaign.action"]._work_chunk.__globals__["CHUNK"] = 7
    print("ready", flush=True)
    for line in sys.stdin:
        words = line.split()
        sql_db.close_all()
        children = [
            (fork(dbname, role), float(seconds))
            for role, seconds in zip(words[::2], words[1::2], strict=True)
        ]
        print(" ".join(wait_or_kill(children)), flush=True)


def take_texts_to(receiver):
    """Post text messages to a receiver, which is told all numbers of a batch."""

    def send(_self, messages, delivery_reports_url=False):
        numbers = [number for message in messages for number in message["numbers"]]
        requests.post(f"{receiver}/texts", json=numbers, timeout=10)
        return [{"uuid": one["uuid"], "state": "success"} for one in numbers]

    SmsApi._send_sms_batch = send


def fork(dbname, role):
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        play(dbname, role)
        status = 0
    finally:
        os._exit(status)


def play(dbname, role):
    """Do what a scheduled action does; ``engine+11`` does so 11 minutes later."""
    role, _plus, minutes = role.partition("+")
    model, method, together = ROLES[role]
    registry = Registry(dbname)
    later = fields.Datetime.now() + timedelta(minutes=int(minutes or 0))
    with registry.cursor() as lock, registry.cursor() as cr:
        key = _LOCK + list(ROLES).index(role)
        if not together:
            lock.execute("SELECT pg_advisory_lock(%s)", [key])
        with freeze_time(later, tick=True), mute_logger("odoo.addons.mail"):
            env = api.Environment(cr, SUPERUSER_ID, {})
            getattr(env[model], method)()


def wait_or_kill(children):
    """Return how processes ended; they are killed after their seconds."""
    start, ends = time.monotonic(), {}
    while len(ends) < len(children):
        for child, seconds in children:
            if child in ends:
                continue
            if time.monotonic() - start > seconds:
                os.kill(child, signal.SIGKILL)
            pid, status = os.waitpid(child, os.WNOHANG)
            if pid:
                ends[child] = status
        time.sleep(0.002)
    return [_name(ends[child]) for child, _seconds in children]


def _name(status):
    if os.WIFSIGNALED(status):
        return "killed"
    return "failed" if os.waitstatus_to_exitcode(status) else "done"


if __name__ == "__main__":
    main(*sys.argv[1:])
