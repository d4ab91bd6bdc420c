"""A process that confirms orders when told to, as one of many Odoo workers.

Usage: worker.py DATABASE [--die] [--lose] ID...
Says "ready" once Odoo is loaded, waits for a line, confirms each order in a transaction
of its own and says "done". With --die it kills itself right after the last commit; with
--lose the ids are of deals, which it loses.
"""

import os
import signal
import sys
import time

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tools import config


def main(dbname, *arguments):
    config.parse_config(["--database", dbname, "--no-http"], setup_logging=True)
    registry = Registry(dbname)
    print("ready", flush=True)
    sys.stdin.readline()
    for record_id in (int(number) for number in arguments if number.isdigit()):
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            if "--lose" in arguments:
                # Odoo's own statistics of deals make these wait for each other.
                retrying(env["crm.lead"].browse(record_id).action_set_lost, env)
            else:
                env["sale.order"].browse(record_id).action_confirm()
    if "--die" in arguments:
        os.kill(os.getpid(), signal.SIGKILL)
    print("done", flush=True)
    # A server would go on living; give its working thread the time it would have.
    time.sleep(2)


if __name__ == "__main__":
    main(*sys.argv[1:])
