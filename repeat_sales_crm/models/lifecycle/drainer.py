"""Works through waiting calculations right after a commit, out of everybody's way."""

import logging
import threading
import time
from contextlib import contextmanager

from psycopg2 import IntegrityError, OperationalError
from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED

from odoo import SUPERUSER_ID, api
from odoo.modules import module
from odoo.modules.registry import Registry

_logger = logging.getLogger(__name__)

#: Seconds to wait before starting, so that what is committed together is done together.
_PAUSE = 0.1

#: How often a batch is tried that another transaction got in the way of.
_TRIES = 5


@contextmanager
def own_transaction(registry):
    """Give an environment with a transaction of its own, committed at the end.

    Each statement sees what is committed when it starts. A transaction with one
    snapshot for all (Odoo's usual one) would fail where two processes calculate one
    customer.
    """
    with registry.cursor() as cr:
        # A test lends its own transaction, whose isolation can no longer be chosen.
        if not module.current_test:
            cr.connection.set_isolation_level(ISOLATION_LEVEL_READ_COMMITTED)
        yield api.Environment(cr, SUPERUSER_ID, {})


def drain(registry, batches=None):
    """Work through the notes that are there, a transaction for each batch.

    :param batches: stop after so many transactions
    :return: how many notes were worked through
    """
    total = 0
    while batches is None or batches > 0:
        done = _process_batch(registry)
        if not done:
            break
        total += done
        batches = batches and batches - 1
    return total


def _process_batch(registry):
    """Work through some notes, again if others change or delete what they speak of."""
    for attempt in range(1, _TRIES + 1):
        try:
            with own_transaction(registry) as env:
                return env["crm.customer.refresh"]._process()
        except (OperationalError, IntegrityError) as error:
            if attempt == _TRIES:
                raise
            _logger.info("Customers will be calculated again: %s", error)
            time.sleep(_PAUSE * attempt)
    return 0


class Drainer:
    """At most one working thread per process and database, gone when all is done.

    Whatever it fails to do stays noted in the database for the next one, or for the
    scheduled action.
    """

    _lock = threading.Lock()
    _asked = set()
    _running = set()

    @classmethod
    def wake(cls, dbname):
        """Have the notes of a database worked through soon."""
        with cls._lock:
            cls._asked.add(dbname)
            if dbname in cls._running:
                return
            cls._running.add(dbname)
        threading.Thread(
            target=cls._run, args=(dbname,), name=f"lifecycle.{dbname}", daemon=True
        ).start()

    @classmethod
    def _run(cls, dbname):
        threading.current_thread().dbname = dbname
        while cls._take(dbname):
            time.sleep(_PAUSE)
            try:
                drain(Registry(dbname))
            except Exception:
                _logger.exception("Customers could not be calculated")

    @classmethod
    def _take(cls, dbname):
        with cls._lock:
            if dbname in cls._asked:
                cls._asked.discard(dbname)
                return True
            cls._running.discard(dbname)
            return False
