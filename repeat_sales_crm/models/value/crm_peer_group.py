from odoo import api, fields, models

from .peer_query import categories_query, groups_query


class CrmPeerGroup(models.Model):
    """Customers who are like each other, and what they typically buy."""

    _name = "crm.peer.group"
    _description = "Customers Like Each Other"
    _order = "company_id, level, industry_id, count_band_id"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    level = fields.Selection(
        [
            ("both", "Industry and number of purchases"),
            ("industry", "Industry"),
            ("band", "Number of purchases"),
            ("all", "All customers"),
        ],
        string="Alike In",
        required=True,
        readonly=True,
    )
    industry_id = fields.Many2one(
        "res.partner.industry", readonly=True, ondelete="cascade"
    )
    count_band_id = fields.Many2one(
        "crm.lifecycle.band",
        string="Purchases Band",
        readonly=True,
        ondelete="cascade",
    )
    peer_count = fields.Integer(string="Customers", readonly=True)
    category_ids = fields.One2many(
        "crm.peer.category", "group_id", string="Typical Categories", readonly=True
    )

    @api.depends("level", "industry_id", "count_band_id")
    def _compute_display_name(self):
        for group in self:
            names = [group.industry_id.name, group.count_band_id.name]
            group.display_name = ", ".join(filter(None, names)) or self.env._(
                "all customers"
            )

    @api.model
    def _measure(self, company, today):
        """Measure a company's groups and what their members buy.

        Groups keep their ids from day to day, since customers point to them.
        """
        self.env.flush_all()
        rows = self.env.execute_query(groups_query(company))
        present = {
            (group.level, group.industry_id.id, group.count_band_id.id): group
            for group in self.search([("company_id", "=", company.id)])
        }
        missing = []
        for level, industry_id, band_id, peers in rows:
            group = present.pop((level, industry_id or False, band_id or False), None)
            if group is None:
                missing.append(
                    {
                        "company_id": company.id,
                        "level": level,
                        "industry_id": industry_id,
                        "count_band_id": band_id,
                        "peer_count": peers,
                    }
                )
            elif group.peer_count != peers:
                group.peer_count = peers
        self.browse([group.id for group in present.values()]).unlink()
        self.create(missing)
        self._measure_categories(company, today)

    def _measure_categories(self, company, today):
        self.env["crm.peer.category"].search(
            [("group_id.company_id", "=", company.id)]
        ).unlink()
        self.env.flush_all()
        self.env.cr.execute(categories_query(company, today))
        self.env["crm.peer.category"].invalidate_model()
        self.invalidate_model(["category_ids"])
