from odoo import api, fields, models

from odoo.addons.repeat_sales_crm.models.lifecycle.customer_state import Scope


class CrmRatingFollowUp(models.TransientModel):
    """Notes that somebody spoke to customers who are dissatisfied.

    What is noted is an activity that was done: the reminder, or a new one. So it is a
    contact with the customer, for all that looks at contacts.
    """

    _name = "crm.rating.follow.up"
    _description = "Follow Up Bad Ratings"

    customer_ids = fields.Many2many(
        "crm.customer", string="Customers", context={"active_test": False}
    )
    rating_text = fields.Text(string="What They Wrote", compute="_compute_rating_text")
    note = fields.Text(
        string="What Was Said",
        help="Kept with the customer's messages, for whoever speaks to them next.",
    )

    @api.depends("customer_ids")
    def _compute_rating_text(self):
        for wizard in self:
            said = wizard.customer_ids.filtered("bad_rating_feedback")
            if len(wizard.customer_ids) == 1:
                wizard.rating_text = said.bad_rating_feedback
            else:
                wizard.rating_text = "\n".join(
                    f"{customer.partner_id.name}: {customer.bad_rating_feedback}"
                    for customer in said
                )

    def action_done(self):
        """Note it with each customer, and bring their facts up to date."""
        self.ensure_one()
        self.customer_ids.check_access("read")
        for customer in self.customer_ids:
            self._note_follow_up(customer)
        for company, customers in self.customer_ids.grouped("company_id").items():
            customers.sudo()._refresh_facts(
                company,
                company._lifecycle_today(),
                Scope.of(customers.partner_id.ids),
            )
        return {"type": "ir.actions.act_window_close"}

    def _note_follow_up(self, customer):
        reminders = self.env["crm.rating.reminder"]
        reminder = reminders._get_open(customer.bad_rating_id)
        activity = reminder.activity_id.with_env(self.env)
        if not activity:
            partner = customer.partner_id.with_context(mail_activity_quick_update=True)
            activity = partner.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=self.env.uid,
                summary=self.env._("Followed up a bad rating"),
            )
        activity.action_feedback(feedback=self.note)
