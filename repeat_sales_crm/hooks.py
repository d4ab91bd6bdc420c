from odoo.tools import SQL

from .demo import trading_company
from .models.lifecycle.crm_customer_refresh import CRON

_ADDON = "repeat_sales_crm"


def pre_init_hook(env):
    """Add the columns to big tables as empty ones, which PostgreSQL does at once.

    Odoo would compute their values for every row while it installs. They stay empty for
    documents from before, see ``crm.purchase.document``.
    """
    for table in ("sale_order", "account_move"):
        env.cr.execute(
            SQL(
                "ALTER TABLE %s ADD COLUMN IF NOT EXISTS buyer_id integer",
                SQL.identifier(table),
            )
        )


def uninstall_hook(env):
    """Let everything go that the addon has, without a complaint of Odoo's."""
    ours = [
        model for model in env.registry.values() if model._original_module == _ADDON
    ]
    _drop_references(env, [model._table for model in ours])
    _forget_notes_of_others(env, [model._name for model in ours])


def _drop_references(env, tables):
    """Drop the foreign keys from and to tables that go in a moment.

    Odoo deletes records one after the other before the tables, and complains about each
    that something still points at.
    """
    env.cr.execute(
        SQL(
            """
            SELECT holder.relname, reference.conname
              FROM pg_constraint AS reference
              JOIN pg_class AS holder ON holder.oid = reference.conrelid
              JOIN pg_class AS target ON target.oid = reference.confrelid
             WHERE reference.contype = 'f'
               AND (holder.relname = ANY(%(tables)s)
                    OR target.relname = ANY(%(tables)s))
               AND holder.relnamespace = current_schema::regnamespace
            """,
            tables=tables,
        )
    )
    for table, name in env.cr.fetchall():
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(name),
            )
        )


def _forget_notes_of_others(env, models):
    """Forget what other modules noted about models that go with the addon.

    Odoo notes which model inherits from which, and the values of selections that a
    model has from its parents, once for each module that extends the parent. It takes
    the notes of the module away that is removed, not those of others.
    """
    inheritances = env["ir.model.inherit"].search([("model_id.model", "in", models)])
    values = env["ir.model.fields.selection"].search([("field_id.model", "in", models)])
    for records in (inheritances, values):
        env["ir.model.data"].search(
            [
                ("model", "=", records._name),
                ("res_id", "in", records.ids),
                ("module", "!=", _ADDON),
            ]
        ).unlink()


def post_init_hook(env):
    """Give every company its matrix and line up the first calculation."""
    companies = env["res.company"].with_context(active_test=False).search([])
    for company in companies:
        company.lifecycle_tz = (
            company.partner_id.tz or company.resource_calendar_id.tz or "UTC"
        )
    companies._create_lifecycle()
    env["crm.contact.position"]._fill(env.company._lifecycle_today())
    demo = env["ir.module.module"]._get(_ADDON).demo
    if demo:
        trading_company.load(env)
    notes = env["crm.customer.refresh"]
    notes._enqueue_all(companies, cause="import")
    if demo:
        # Few enough to be shown calculated from the first moment.
        notes._append_noted()
        while notes._process():
            pass
        for company in companies:
            notes._begin_day(company, company._lifecycle_today())
        while notes._process():
            pass
    env.ref(CRON)._trigger()
