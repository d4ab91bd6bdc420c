"""A process that runs the scheduled action of campaigns, as one of many.

Usage: campaign_worker.py DATABASE [--mail] [--die METHOD]
Says "ready" once Odoo is loaded, waits for a line, works in small chunks and says
"done". With --die it kills itself within the transaction, right after the first call
of that method: a step's ``_run_call``, or the campaign's ``_insert_members``. With
--mail it sends what is queued, as Odoo's own scheduled actions do, and looks what
became of it.
"""

import os
import signal
import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config, mute_logger


def main(dbname, *arguments):
    config.parse_config(["--database", dbname, "--no-http"], setup_logging=True)
    registry = Registry(dbname)
    engine = registry["crm.campaign.action"]._work_chunk.__globals__
    engine["CHUNK"] = 7
    if "--die" in arguments:
        die_after(registry, arguments[-1])
    print("ready", flush=True)
    sys.stdin.readline()
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["crm.campaign"]._cron_run()
        if "--mail" in arguments:
            cr.commit()
            # What the server refuses is looked at afterwards.
            with mute_logger("odoo.addons.mail.models.mail_mail"):
                env["mailing.mailing"]._process_mass_mailing_queue()
                env["mail.mail"].process_email_queue()
            cr.commit()
            env["crm.campaign"]._cron_run()
    print("done", flush=True)


def die_after(registry, name):
    models = ("crm.campaign", "crm.campaign.step")
    model = next(registry[model] for model in models if hasattr(registry[model], name))
    method = getattr(model, name)

    def do_and_die(self, *args):
        method(self, *args)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(model, name, do_and_die)


if __name__ == "__main__":
    main(*sys.argv[1:])
