from odoo import fields, models
from odoo.exceptions import AccessError, UserError

_SALESMAN = "sales_team.group_sale_salesman"


class ResPartner(models.Model):
    _inherit = "res.partner"

    duplicate_member_ids = fields.One2many(
        "crm.duplicate.member", "partner_id", groups=_SALESMAN
    )
    duplicate_merge_ids = fields.One2many(
        "crm.duplicate.merge",
        "kept_partner_id",
        string="Merges",
        groups=_SALESMAN,
        help="Contacts that were merged into this one.",
    )
    duplicate_count = fields.Integer(
        compute="_compute_duplicate_count",
        groups=_SALESMAN,
        help="How many others are probably the same.",
    )

    def _compute_duplicate_count(self):
        groups = self.env["crm.duplicate"].search(
            [("member_ids.partner_id", "in", self.ids), ("state", "=", "open")]
        )
        counts = {
            member.partner_id: group.member_count - 1
            for group in groups
            for member in group.member_ids
        }
        for partner in self:
            partner.duplicate_count = counts.get(partner._origin, 0)

    def action_open_duplicates(self):
        """Open the group of contacts who are probably the same as this one."""
        self.ensure_one()
        group = self.env["crm.duplicate"].search(
            [("member_ids.partner_id", "in", self.ids), ("state", "=", "open")], limit=1
        )
        return group._get_records_action(context={})

    def action_mark_duplicates(self):
        """Say that the contacts are the same, and show them side by side."""
        if not self.env.user.has_group(_SALESMAN):
            raise AccessError(self.env._("Only salespeople mark duplicates."))
        self.check_access("read")
        self._check_may_be_same()
        self.env["crm.duplicate.pair"].sudo()._mark(self)
        return self[:1].action_open_duplicates()

    def _check_may_be_same(self):
        if len(self) < 2:
            raise UserError(
                self.env._("Select all contacts that are the same: two or more.")
            )
        if len({partner.company_id for partner in self}) > 1:
            raise UserError(
                self.env._(
                    "They belong to different companies of yours, and stay apart. Give "
                    "them the same company first if they should not."
                )
            )
        own = self.env["res.company"].sudo().search([("partner_id", "in", self.ids)])
        if own:
            raise UserError(
                self.env._(
                    "%s is a company of yours, and no duplicate.", own[0].display_name
                )
            )
        parents = self.parent_id
        ancestors = parents
        while parents := parents.parent_id - ancestors:
            ancestors |= parents
        if self & ancestors:
            raise UserError(
                self.env._(
                    "A contact cannot be merged with the company that it belongs to."
                )
            )
