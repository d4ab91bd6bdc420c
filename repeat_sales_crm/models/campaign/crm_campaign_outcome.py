from odoo import fields, models
from odoo.tools import SQL

#: What outcomes do that came with the addon before outcomes did anything.
_FIRST_EFFECTS = {
    "no_answer": "again",
    "call_back": "call_back",
    "wrong_number": "wrong_number",
    "order": "quotation",
}


class CrmCampaignOutcome(models.Model):
    """What came of talking to a customer, and what happens then.

    An effect is added by an addon with a value of ``effect`` and a method
    ``_carry_out_<effect>`` of ``crm.campaign.action``.
    """

    _name = "crm.campaign.outcome"
    _description = "Outcome of an Action"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        help="How programs know the outcome, whatever it is called.", copy=False
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, ondelete="cascade", help="Left empty: all companies."
    )
    is_reached = fields.Boolean(
        string="Reached", help="Whether somebody spoke with the customer."
    )
    is_refused = fields.Boolean(
        string="Refused", help="Whether the customer said no; managers see how many do."
    )

    # What happens
    effect = fields.Selection(
        [
            ("done", "The plan goes on"),
            ("again", "It is tried again"),
            ("call_back", "At a moment to be chosen"),
            ("wrong_number", "The number is mended or flagged"),
            ("quotation", "A quotation is made"),
        ],
        string="What Happens",
        required=True,
        default="done",
        help="What one click on this outcome in the call list does.",
    )
    counts_as_contact = fields.Boolean(
        string="Counts as Contact",
        default=True,
        help="Whether the customer was contacted. Otherwise it uses up no frequency "
        "cap, and no later order is credited to it.",
    )
    again_number = fields.Integer(
        string="Again In",
        default=3,
        help="After so many hours or days the customer is called again.",
    )
    again_unit = fields.Selection(
        [("hour", "Hours"), ("day", "Days")],
        string="Unit",
        required=True,
        default="hour",
    )
    again_max = fields.Integer(
        string="Up To",
        default=3,
        help="So many times in all; then the plan goes on with this outcome.",
    )
    is_for_calls = fields.Boolean(
        string="Only Calls", help="Not offered for meetings and tasks."
    )

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "Another outcome has this code already."
    )
    _again_check = models.Constraint(
        "CHECK(effect != 'again' OR again_number > 0 AND again_max > 0)",
        "Say after how many hours or days it is tried again, and how often.",
    )

    def _init_column(self, column_name):
        """Give the outcomes of an earlier version what they do now."""
        result = super()._init_column(column_name)
        if column_name == "effect":
            for code, effect in _FIRST_EFFECTS.items():
                self.env.execute_query(
                    SQL(
                        "UPDATE crm_campaign_outcome SET effect = %s"
                        " WHERE code = %s RETURNING id",
                        effect,
                        code,
                    )
                )
        if column_name == "counts_as_contact":
            self.env.execute_query(
                SQL(
                    "UPDATE crm_campaign_outcome SET counts_as_contact = FALSE"
                    " WHERE effect IN ('again', 'wrong_number') RETURNING id"
                )
            )
        return result

    def _prepare_buttons(self, action):
        """Return what the card of an action shows of the outcomes it can have.

        :return: a list of dictionaries: id, name, effect, hint
        """
        domain = [("company_id", "in", (False, action.company_id.id))]
        if action.kind != "call":
            domain.append(("is_for_calls", "=", False))
        return [
            {
                "id": outcome.id,
                "name": outcome.name,
                "code": outcome.code or "",
                "effect": outcome.effect,
                "hint": outcome._tell_again(),
            }
            for outcome in self.search(domain)
        ]

    def _tell_again(self):
        if self.effect != "again":
            return ""
        if self.again_unit == "hour":
            return self.env._("again in %s h", self.again_number)
        return self.env._("again in %s d", self.again_number)
