import logging
from datetime import timedelta

from markupsafe import Markup
from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import plaintext2html

from odoo.addons.rating.models.rating_data import RATING_LIMIT_MIN, RATING_LIMIT_OK
from odoo.addons.repeat_sales_crm.models.lifecycle.among import (
    among,
    look_up,
    not_among,
)

_logger = logging.getLogger(__name__)

CRON = "repeat_sales_crm_rating.ir_cron_rating_reminder"

#: How long a customer may still change their mind before anybody is told.
_GRACE = timedelta(minutes=5)

#: The key under which a transaction keeps that it has to wake the scheduled action.
_WAKING = "repeat_sales_crm_rating.waking"


class CrmRatingReminder(models.Model):
    """Somebody was told to follow up a bad rating. That happens once for a rating.

    Reminders are made by a scheduled action, from what is known about customers: a
    rating that was changed or followed up in the meantime needs none.
    """

    _name = "crm.rating.reminder"
    _description = "Reminder of a Bad Rating"
    _rec_name = "partner_id"
    _order = "id desc"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    # Empty when the rating was deleted: the activity has to go then, too.
    rating_id = fields.Many2one("rating.rating", ondelete="set null", readonly=True)
    activity_id = fields.Many2one(
        "mail.activity", index="btree_not_null", ondelete="set null", readonly=True
    )
    user_id = fields.Many2one(
        "res.users", string="Told", index=True, ondelete="set null", readonly=True
    )
    create_date = fields.Datetime(string="Told On", readonly=True)

    rating = fields.Float(
        string="Rating (of 5)",
        related="rating_id.rating",
        digits=(3, 1),
        aggregator=None,
    )
    feedback = fields.Text(string="What They Wrote", related="rating_id.feedback")
    rated_on = fields.Datetime(related="rating_id.rated_on")
    date_deadline = fields.Date(related="activity_id.date_deadline")
    date_done = fields.Date(string="Done On", related="activity_id.date_done")
    is_done = fields.Boolean(
        compute="_compute_is_done",
        search="_search_is_done",
        help="The activity was done, or taken away.",
    )

    _rating_uniq = models.Constraint(
        "UNIQUE(rating_id)", "Somebody was told of this rating already."
    )

    @api.depends("activity_id.active")
    def _compute_is_done(self):
        for reminder in self.sudo():
            reminder.is_done = not reminder.activity_id.active

    def _search_is_done(self, operator, value):
        if operator != "in":
            return NotImplemented
        activities = self.env["mail.activity"].sudo()._search([("active", "=", True)])
        waiting = among("activity_id", activities.select())
        return ~waiting if True in value else waiting

    @api.model
    def _get_open(self, rating):
        """Return the reminder of a rating that is still to be done, as superuser."""
        reminder = self.sudo().search([("rating_id", "=", rating.id)])
        return reminder.filtered(lambda found: not found.is_done)

    def action_open_customer(self):
        """Open the customer, as the reminder's company sees them."""
        self.ensure_one()
        customer = self.env["crm.customer"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("partner_id", "=", self.partner_id.commercial_partner_id.id),
                ("active", "in", (True, False)),
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.customer",
            "res_id": customer.id,
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------------
    # Scheduled action
    # ------------------------------------------------------------------

    @api.model
    def _wake(self):
        """Have reminders made when the customer had time to think again."""
        precommit = self.env.cr.precommit
        if not precommit.data.get(_WAKING):
            precommit.data[_WAKING] = True
            precommit.add(self.sudo()._trigger_cron)

    def _trigger_cron(self):
        self.env.cr.precommit.data.pop(_WAKING, None)
        cron = self.env.ref(CRON, raise_if_not_found=False)
        if cron:
            cron._trigger(at=fields.Datetime.now() + _GRACE)

    @api.model
    def _cron_remind(self):
        """Take back what is no longer needed, and tell who is to follow up."""
        cron = self.env["ir.cron"]
        outdated = self._find_outdated()
        cron._commit_progress(remaining=len(outdated))
        for reminder in outdated:
            reminder._take_back()
            if not cron._commit_progress(1):
                return
        for company in self.env["res.company"].search([("rating_reminder", "=", True)]):
            customers = self._find_unhappy(company)
            cron._commit_progress(remaining=len(customers))
            for customer in customers:
                self._remind_safely(customer)
                if not cron._commit_progress(1):
                    return

    @api.model
    def _find_outdated(self):
        """Return the reminders still to be done of ratings that are no longer bad."""
        still_bad = Domain(
            [
                ("rating_id.consumed", "=", True),
                ("rating_id.rating", ">=", RATING_LIMIT_MIN),
                ("rating_id.rating", "<", RATING_LIMIT_OK),
            ]
        )
        outdated = Domain("is_done", "=", False) & ~still_bad
        return self.search(look_up(outdated.optimize_full(self), self))

    def _take_back(self):
        """Take the activity away; should the rating turn bad again, tell again."""
        self.activity_id.unlink()
        self.unlink()

    @api.model
    def _find_unhappy(self, company):
        """Return the customers of whom somebody has to be told, the worst first.

        Where nobody can be told anyway, nobody is looked for.
        """
        told = self._search([("rating_id", "!=", False)]).select("rating_id")
        domain = Domain(
            [
                ("company_id", "=", company.id),
                ("active", "=", True),
                ("satisfaction", "=", "unhappy"),
                ("bad_rating_open", "=", True),
                ("bad_rating_id.rated_on", ">=", company.rating_reminder_since),
            ]
        )
        domain &= not_among("bad_rating_id", told)
        if not company.rating_responsible_id:
            domain &= Domain("user_id", "!=", False) | Domain(
                "bad_rating_id.res_model", "in", self._get_models_with_team()
            )
        order = "bad_rating_value, amount_total desc, id"
        return self.env["crm.customer"].search(domain, order=order)

    @api.model
    def _get_models_with_team(self):
        return [name for name in self.env if self._has_team(name)]

    @api.model
    def _has_team(self, model):
        """Return whether a model's records belong to sales teams."""
        field = self.env[model]._fields.get("team_id") if model in self.env else None
        return bool(field and field.store and field.comodel_name == "crm.team")

    def _remind_safely(self, customer):
        """Remind of one customer; that it fails must not keep the others waiting."""
        try:
            with self.env.cr.savepoint():
                self._remind(customer)
        except OperationalError:
            raise
        except Exception:
            _logger.exception("Nobody could be reminded of %s", customer.display_name)

    # ------------------------------------------------------------------
    # Telling somebody
    # ------------------------------------------------------------------

    @api.model
    def _remind(self, customer):
        """Give an activity to who is to follow up the customer's bad rating.

        :return: the reminder; none if there is nobody to give it to
        """
        user = self._get_user(customer)
        if not user:
            return self.browse()
        partner = customer.partner_id.with_context(lang=user.lang)
        company = customer.company_id
        days = timedelta(days=company.rating_reminder_days)
        activity = partner.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=company._lifecycle_today() + days,
            user_id=user.id,
            **self._prepare_texts(customer.with_context(lang=user.lang)),
        )
        return self.create(
            {
                "company_id": company.id,
                "partner_id": partner.id,
                "rating_id": customer.bad_rating_id.id,
                "activity_id": activity.id,
                "user_id": user.id,
            }
        )

    @api.model
    def _get_user(self, customer):
        """Return who is to follow up: the first who may see the customer."""
        company = customer.company_id
        allowed = {"allowed_company_ids": company.ids}
        for user in (
            customer.user_id,
            self._get_team_leader(customer.bad_rating_id),
            company.rating_responsible_id,
        ):
            partner = customer.partner_id.with_user(user).with_context(**allowed)
            if (
                user.active
                and not user.share
                and company in user.company_ids
                and partner.has_access("read")
            ):
                return user
        return self.env["res.users"]

    @api.model
    def _get_team_leader(self, rating):
        """Return the leader of the sales team that the rated document belongs to."""
        if not self._has_team(rating.res_model):
            return self.env["res.users"]
        return self.env[rating.res_model].browse(rating.res_id).exists().team_id.user_id

    @api.model
    def _prepare_texts(self, customer):
        """Return the activity's texts, in the language of ``customer``'s context."""
        _ = customer.env._
        rating = customer.bad_rating_id
        values = {
            "rating": customer._tell_rating(rating.rating),
            "person": rating.partner_id.name,
            "document": rating.res_name,
        }
        summary = {
            "product": _("Unhappy with the product: %(rating)s of 5"),
            "service": _("Unhappy with the service: %(rating)s of 5"),
        }[customer.bad_rating_subject]
        told = _(
            "%(person)s rated %(document)s. Talk to them before you offer them "
            "anything.",
            **values,
        )
        said = plaintext2html(rating.feedback) if rating.feedback else ""
        return {
            "summary": summary % values,
            "note": Markup("<p>%s</p>%s") % (told, said),
        }
