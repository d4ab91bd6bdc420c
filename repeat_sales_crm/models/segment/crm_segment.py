from odoo import api, fields, models
from odoo.exceptions import UserError

from .free_name import free_name

#: The rule without a condition.
EVERYBODY = "[]"

#: The field of a customer through which a rule speaks of other segments.
MEMBERSHIP = "saved_segment_ids"


class CrmSegment(models.Model):
    """A saved rule over a company's customers.

    Only the rule is stored. Who is in a segment is found when it is read, so that it is
    never out of date. Whoever reads sees the customers that they may see.
    """

    _name = "crm.segment"
    _description = "Segment"
    _inherit = ["mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    description = fields.Text(help="Whom the segment is for, and what it is used for.")
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        index=True,
        default=lambda self: self.env.user,
        help="A salesperson changes only their own segments.",
    )

    # Rule
    lifecycle_segment_ids = fields.Many2many(
        "crm.lifecycle.segment",
        string="Cells of the Matrix",
        ondelete="restrict",
        check_company=True,
        context={"active_test": False},
        domain="[('company_id', '=', company_id)]",
        help="Customers in any of these cells. None means: all customers, and "
        "prospects who have not bought yet.",
    )
    domain = fields.Char(
        string="Rule",
        required=True,
        default=EVERYBODY,
        tracking=True,
        help="What must also be true of a customer. Dates like “in the last 30 days” "
        "move along with the calendar.",
    )
    used_in_ids = fields.Many2many(
        "crm.segment",
        string="Used in Segments",
        compute="_compute_used_in_ids",
        help="Segments whose rule speaks of this one.",
    )

    _name_uniq = models.Constraint(
        "UNIQUE(company_id, name)",
        "There is a segment of this name already. Give this one a name of its own.",
    )

    def _compute_used_in_ids(self):
        using = {segment.id: self.browse() for segment in self}
        others = self.with_context(active_test=False).search(
            [
                ("company_id", "in", self.company_id.ids),
                ("domain", "like", MEMBERSHIP),
            ]
        )
        for other in others:
            for used_id in other._get_used_ids():
                if used_id in using:
                    using[used_id] |= other
        for segment in self:
            segment.used_in_ids = using[segment.id]

    @api.constrains("domain", "lifecycle_segment_ids", "company_id")
    def _check_rule(self):
        for segment in self:
            segment._validate_rule()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for segment in self:
            using = segment.used_in_ids - self
            if using:
                raise UserError(
                    self.env._(
                        "The rule of %(others)s speaks of the segment %(segment)s. "
                        "Change that rule first, or archive %(segment)s.",
                        others=", ".join(using.mapped("name")),
                        segment=segment.name,
                    )
                )

    def copy_data(self, default=None):
        """Give each copy a name that no other segment of its company has."""
        vals_list = super().copy_data(default)
        for vals in vals_list:
            vals["name"] = ""
        for segment, vals in zip(self, vals_list, strict=True):
            wanted = (default or {}).get("name") or segment.name
            vals["name"] = free_name(self, wanted, vals["company_id"], vals_list)
        return vals_list

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_open_customers(self):
        """Open the list of who is in, as always up to date."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_customer_action"
        )
        return action | {
            "name": self.name,
            "domain": [("saved_segment_ids", "in", self.ids)],
            "context": {},
        }

    def action_open_contacts(self):
        """Open who is in as contacts, with the people of each."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "res.partner",
            "view_mode": "list,kanban,form,activity",
            "domain": [("saved_segment_ids", "in", self.ids)],
        }

    def action_combine(self):
        """Open a new segment of the customers who are in all of the selected ones."""
        if len(self.company_id) > 1:
            raise UserError(
                self.env._(
                    "These segments belong to several companies. Select segments of "
                    "one company."
                )
            )
        leaves = [("saved_segment_ids", "in", [segment.id]) for segment in self]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Segment"),
            "res_model": "crm.segment",
            "view_mode": "form",
            "context": {
                "default_name": " + ".join(self.mapped("name")),
                "default_company_id": self.company_id.id,
                "default_domain": repr(["&"] * (len(leaves) - 1) + leaves),
            },
        }
