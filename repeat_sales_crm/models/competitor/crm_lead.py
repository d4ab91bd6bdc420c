from odoo import api, fields, models

_SALESMAN = "sales_team.group_sale_salesman"

#: What a decided deal tells about the customer's supply.
_TELLING_FIELDS = {
    "company_id",
    "partner_id",
    "lost_competitor_id",
    "lost_price",
    "supply_categ_id",
}


class CrmLead(models.Model):
    """Competitors on a deal, and what its end says about the customer's supply.

    The consequences are brought in line with the deal as it is, whatever happened
    before (:meth:`_sync_supplies`): so undoing needs no memory but its own records.
    """

    _inherit = "crm.lead"

    competitor_line_ids = fields.One2many(
        "crm.lead.competitor", "lead_id", string="Competitors", groups=_SALESMAN
    )
    supply_categ_id = fields.Many2one(
        "product.category",
        string="Product Category",
        index="btree_not_null",
        ondelete="set null",
        groups=_SALESMAN,
        help="What the deal is about. If empty, the category for which most is quoted.",
    )
    lost_competitor_id = fields.Many2one(
        "crm.competitor",
        string="Lost to",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=_SALESMAN,
        tracking=True,
    )
    lost_price = fields.Monetary(
        string="Their Price",
        currency_field="company_currency",
        copy=False,
        groups=_SALESMAN,
        help="For how much they got the deal.",
    )
    supply_summary = fields.Json(
        compute="_compute_supply_summary",
        groups=_SALESMAN,
        help="Who supplies the customer, with shares.",
    )

    @api.depends("partner_id")
    @api.depends_context("uid", "company")
    def _compute_supply_summary(self):
        for company, leads in self.grouped("company_id").items():
            summaries = self.env["crm.customer"]._get_supply_summaries(
                company or self.env.company, leads.partner_id.commercial_partner_id
            )
            for lead in leads:
                partner = lead.partner_id.commercial_partner_id
                lead.supply_summary = summaries.get(partner.id)

    # ------------------------------------------------------------------
    # What a decided deal says
    # ------------------------------------------------------------------

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        result = super()._handle_won_lost(old_status_by_lead, new_status_by_lead)
        nothing = {"is_lost": False, "is_won": False}
        self.filtered(
            lambda lead: (
                new_status_by_lead.get(lead.id, nothing)
                != old_status_by_lead.get(lead.id, nothing)
            )
        )._sync_supplies()
        return result

    def write(self, vals):
        result = super().write(vals)
        if _TELLING_FIELDS & vals.keys():
            self._sync_supplies()
        return result

    def action_unarchive(self):
        lost = self.filtered(lambda lead: lead.won_status == "lost")
        result = super().action_unarchive()
        lost.sudo().write({"lost_competitor_id": False, "lost_price": 0})
        return result

    def _sync_supplies(self):
        """Bring the customers' supply in line with how these deals ended.

        A deal lost to a competitor is a new fact: they sell it now. A deal won ends
        what the incumbents on it sold. As long as a deal is open, it says neither.
        """
        leads = self.sudo().with_context(competitor_syncing=True, active_test=False)
        for lead in leads._filter_with_competitors():
            lead._sync_winner()
            lead._sync_loss()
            lead._sync_win()

    def _filter_with_competitors(self):
        """Leave out those that never had to do with a competitor, all at once."""
        supplies = self.env["crm.customer.supply"].search(
            ["|", ("lead_id", "in", self.ids), ("ended_lead_id", "in", self.ids)]
        )
        touched = supplies.lead_id | supplies.ended_lead_id
        return self.filtered(
            lambda lead: (
                lead.lost_competitor_id or lead.competitor_line_ids or lead in touched
            )
        )

    def _sync_winner(self):
        """Mark who won the deal that we lost, and unmark who did not after all."""
        winner = self._get_winner()
        for line in self.competitor_line_ids:
            if line.competitor_id == winner or line.status != "winner":
                continue
            if line.is_from_loss:
                line.unlink()
            elif line.status_before:
                line.write({"status": line.status_before, "status_before": False})
        if not winner:
            return
        line = self.competitor_line_ids.filtered(
            lambda line: line.competitor_id == winner
        )
        if not line:
            self.env["crm.lead.competitor"].create(
                {
                    "lead_id": self.id,
                    "competitor_id": winner.id,
                    "status": "winner",
                    "is_from_loss": True,
                    "price": self.lost_price,
                }
            )
        elif line.status != "winner":
            line.write({"status": "winner", "status_before": line.status})
        if line and self.lost_price and line.price != self.lost_price:
            line.price = self.lost_price

    def _get_winner(self):
        """Return who got the lost deal, as far as it is known."""
        if self.won_status != "lost":
            return self.env["crm.competitor"]
        named = self.competitor_line_ids.filtered(
            lambda line: (
                line.status == "winner"
                and not line.is_from_loss
                and not line.status_before
            )
        )
        return self.lost_competitor_id or named[:1].competitor_id

    def _sync_loss(self):
        supplies = self.env["crm.customer.supply"].with_context(active_test=False)
        told = supplies.search([("lead_id", "=", self.id), ("is_from_loss", "=", True)])
        winner = self._get_winner()
        partner = self.partner_id.commercial_partner_id
        if not winner or not partner or winner.partner_id == partner:
            told.filtered("active").active = False
            return
        values = self._prepare_lost_supply(winner, partner)
        key = ("company_id", "partner_id", "categ_id", "competitor_id")
        same = told.filtered(lambda one: all(one[k].id == values[k] for k in key))[:1]
        (told - same).filtered("active").active = False
        if same:
            same.write({"active": True, "price": values["price"] or same.price})
        else:
            self._copy_known(values)

    def _copy_known(self, values):
        """Write the fact, with all that was known of the same supply before."""
        supplies = self.env["crm.customer.supply"].with_context(active_test=True)
        key = ("company_id", "partner_id", "categ_id", "competitor_id")
        known = supplies.search(
            [
                *((name, "=", values[name]) for name in key),
                ("is_latest", "=", True),
                ("observed_date", "<=", values["observed_date"]),
            ]
        ).filtered(lambda supply: not supply.ended_date)[:1]
        price = values["price"] or known.price
        if known:
            known.copy({**values, "price": price})
        else:
            supplies.create(values)

    def _prepare_lost_supply(self, winner, partner):
        company = self.company_id or self.env.company
        price = self.lost_price or (
            self.competitor_line_ids.filtered(
                lambda line: line.competitor_id == winner
            )[:1].price
        )
        return {
            "company_id": company.id,
            "partner_id": partner.id,
            "categ_id": self._get_supply_category().id,
            "competitor_id": winner.id,
            "price": price,
            "observed_date": company._lifecycle_today(),
            "source": "deal",
            "source_note": self.name,
            "confidence": "high",
            "lead_id": self.id,
            "is_from_loss": True,
        }

    def _get_supply_category(self):
        """Return what the deal is about: as entered, or what most is quoted for."""
        if self.supply_categ_id:
            return self.supply_categ_id
        lines = self.order_ids.order_line.filtered(
            lambda line: line.product_id and line.state != "cancel"
        )
        amounts = {
            category: sum(group.mapped("price_subtotal"))
            for category, group in lines.grouped(
                lambda line: line.product_id.categ_id
            ).items()
        }
        return max(amounts, key=amounts.get, default=self.env["product.category"])

    def _sync_win(self):
        """End what the incumbents on a won deal sold, and begin it again if undone."""
        supplies = self.env["crm.customer.supply"]
        ended = supplies.search([("ended_lead_id", "=", self.id)])
        due = self._get_beaten_supplies() if self.won_status == "won" else supplies
        (ended - due).write({"ended_date": False, "ended_lead_id": False})
        company = self.company_id or self.env.company
        (due - ended).write(
            {"ended_date": company._lifecycle_today(), "ended_lead_id": self.id}
        )

    def _get_beaten_supplies(self):
        """Return what incumbents on the deal sold of what the deal is about.

        If the deal does not tell what it is about, only a single supply of a competitor
        ends: of several nobody knows which one it was.
        """
        company = self.company_id or self.env.company
        incumbents = self.competitor_line_ids.filtered(
            lambda line: line.status == "incumbent"
        ).competitor_id
        supplies = self.env["crm.customer.supply"].search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", self.partner_id.commercial_partner_id.ids),
                ("competitor_id", "in", incumbents.ids),
                ("is_latest", "=", True),
                ("active", "=", True),
                "|",
                ("ended_date", "=", False),
                ("ended_lead_id", "=", self.id),
            ]
        )
        category = self._get_supply_category()
        if category:
            return supplies.filtered_domain([("categ_id", "child_of", category.ids)])
        single = [
            group
            for group in supplies.grouped("competitor_id").values()
            if len(group) == 1
        ]
        return supplies.browse().union(*single)

    # ------------------------------------------------------------------
    # Merge
    # ------------------------------------------------------------------

    def _merge_get_fields_specific(self):
        return super()._merge_get_fields_specific() | {
            name: lambda name, leads: next(
                (
                    lead[name].id if lead._fields[name].relational else lead[name]
                    for lead in leads
                    if lead[name]
                ),
                False,
            )
            for name in ("supply_categ_id", "lost_competitor_id", "lost_price")
        }

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        self.sudo()._merge_competitors(opportunities.sudo())
        return result

    def _merge_competitors(self, opportunities):
        """Take over the competitors, and what these deals said about the supply."""
        quiet = self.with_context(competitor_syncing=True)
        known = self.competitor_line_ids.competitor_id
        for line in opportunities.with_context(
            competitor_syncing=True
        ).competitor_line_ids:
            if line.competitor_id not in known:
                known |= line.competitor_id
                line.lead_id = self
        supplies = quiet.env["crm.customer.supply"].with_context(active_test=False)
        supplies.search([("lead_id", "in", opportunities.ids)]).lead_id = self
        supplies.search(
            [("ended_lead_id", "in", opportunities.ids)]
        ).ended_lead_id = self
        self._sync_supplies()

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_add_supply(self):
        """Enter what a competitor sells to the deal's customer."""
        self.ensure_one()
        partner = self.partner_id.commercial_partner_id
        action = partner.with_context(
            supply_company_id=self.company_id.id
        ).action_add_supply()
        action["context"] |= {
            "default_lead_id": self.id,
            "default_source": "deal",
            "default_categ_id": self._get_supply_category().id,
        }
        return action
