from odoo import api, fields, models
from odoo.tools import SQL

from ..lifecycle.among import among, not_among

_SALESMAN = "sales_team.group_sale_salesman"


class ResPartner(models.Model):
    """Potential and loyalty of a person or an organisation.

    Context keys, for lists of a past day: ``assessment_day`` (ISO date) and
    ``assessment_company`` (id).
    """

    _inherit = "res.partner"

    assessment_ids = fields.One2many(
        "crm.customer.assessment", "partner_id", string="Assessments", groups=_SALESMAN
    )
    assessed_potential_id = fields.Many2one(
        "crm.assessment.level",
        compute="_compute_assessed",
        search="_search_assessed_potential_id",
        groups=_SALESMAN,
    )
    assessed_loyalty_id = fields.Many2one(
        "crm.assessment.level",
        compute="_compute_assessed",
        search="_search_assessed_loyalty_id",
        groups=_SALESMAN,
    )
    assessment_words = fields.Char(compute="_compute_assessed", groups=_SALESMAN)

    @api.depends("assessment_ids.potential_id", "assessment_ids.loyalty_id")
    @api.depends_context("company", "uid", "assessment_day", "assessment_company")
    def _compute_assessed(self):
        latest = {
            row["partner_id"]: row
            for row in self.env.execute_query_dict(
                SQL(
                    "SELECT * FROM (%s) AS latest WHERE partner_id = ANY(%s)",
                    self._get_latest_assessments(),
                    list(self._origin._ids),
                )
            )
        }
        levels = self.env["crm.assessment.level"]
        for partner in self:
            row = latest.get(partner._origin.id, {})
            partner.assessed_potential_id = levels.browse(row.get("potential_id"))
            partner.assessed_loyalty_id = levels.browse(row.get("loyalty_id"))
            values = [
                str(level.value) if level else "–"
                for level in (
                    partner.assessed_potential_id,
                    partner.assessed_loyalty_id,
                )
            ]
            partner.assessment_words = " / ".join(values) if row else False

    def _get_latest_assessments(self):
        """Return the SELECT of the levels on the day that the context says."""
        companies = self.env["res.company"]
        company = companies.browse(self.env.context.get("assessment_company"))
        company = company or self.env.company
        day = fields.Date.to_date(self.env.context.get("assessment_day"))
        return self.env["crm.customer.assessment"]._get_latest_query(
            company, day or company._lifecycle_today()
        )

    def _search_assessed_potential_id(self, operator, value):
        return self._search_assessed("potential_id", operator, value)

    def _search_assessed_loyalty_id(self, operator, value):
        return self._search_assessed("loyalty_id", operator, value)

    def _search_assessed(self, name, operator, value):
        if operator == "any":
            found = self.env["crm.assessment.level"].search(value)
            operator, value = "in", found.ids
        if operator != "in":
            return NotImplemented
        wanted = [one for one in value if one]
        latest = self._get_latest_assessments()
        column = SQL.identifier("latest", name)
        known = among(
            "id",
            SQL(
                "SELECT partner_id FROM (%s) AS latest WHERE %s = ANY(%s)",
                latest,
                column,
                wanted,
            ),
        )
        if len(wanted) == len(list(value)):
            return known
        none = SQL(
            "SELECT partner_id FROM (%s) AS latest WHERE %s IS NOT NULL",
            latest,
            column,
        )
        return known | not_among("id", none)

    def action_open_assessments(self):
        """Open the assessments, of a company with those of the people there."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_customer_assessment_action"
        )
        return action | {
            "name": self.env._("Assessments of %s", self.display_name),
            "domain": [("partner_id", "child_of", self.id)],
            "context": {"default_partner_id": self.id},
        }
