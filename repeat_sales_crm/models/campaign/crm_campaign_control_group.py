from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..lifecycle import company_day
from .control_group import global_control_condition
from .effect import FEWEST_BUYERS, FEWEST_CUSTOMERS, measure_effect

#: What is told of each side.
_SIDE_NUMBERS = ("count", "bought", "revenue")


class CrmCampaignControlGroup(models.Model):
    """The control group over all campaigns of a company, for some days.

    It follows the settings of the company: with another share or another period another
    one begins. Who is in it is drawn, and not stored.
    """

    _name = "crm.campaign.control.group"
    _description = "Control Group of All Campaigns"
    _order = "date_start desc, id desc"
    _log_access = False

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    key = fields.Char(readonly=True, help="What customers are drawn for.")
    share = fields.Float(required=True, readonly=True, help="Of all customers.")
    date_start = fields.Date(string="From", required=True, readonly=True)
    date_end = fields.Date(string="Until", readonly=True)
    is_current = fields.Boolean(compute="_compute_is_current", search="_search_current")

    # What campaigns brought as a whole
    control_count = fields.Integer(
        string="Customers in Control Group", compute="_compute_results"
    )
    control_bought = fields.Integer(
        string="Buyers in Control Group", compute="_compute_results"
    )
    control_rate = fields.Float(
        string="Share of Buyers in Control Group", compute="_compute_results"
    )
    control_revenue = fields.Monetary(
        string="Revenue per Customer in Control Group", compute="_compute_results"
    )
    other_count = fields.Integer(string="Other Customers", compute="_compute_results")
    other_bought = fields.Integer(string="Other Buyers", compute="_compute_results")
    other_rate = fields.Float(
        string="Share of Other Buyers", compute="_compute_results"
    )
    other_revenue = fields.Monetary(
        string="Revenue per Other Customer", compute="_compute_results"
    )
    difference = fields.Float(
        compute="_compute_results",
        help="Share of the other customers who bought, less that of the control group.",
    )
    lower = fields.Float(
        compute="_compute_results",
        help="With 95 % confidence the true difference is not below "
        "(Newcombe's hybrid score interval).",
    )
    upper = fields.Float(
        compute="_compute_results",
        help="With 95 % confidence the true difference is not above.",
    )
    verdict = fields.Selection(
        [
            ("few", "Too few to say"),
            ("unclear", "May be chance"),
            ("more", "More buy with campaigns"),
            ("less", "Fewer buy with campaigns"),
        ],
        compute="_compute_results",
    )
    verdict_text = fields.Char(string="What It Says", compute="_compute_results")

    _start_uniq = models.Constraint(
        "UNIQUE(company_id, date_start)", "A company has one control group at a time."
    )
    _share_check = models.Constraint(
        "CHECK(share > 0 AND share <= 0.5)",
        "The control group is a share between 0 % and 50 %.",
    )

    @api.depends("date_start", "date_end")
    def _compute_display_name(self):
        for group in self:
            begin, end = (
                fields.Date.to_string(day) if day else ""
                for day in (group.date_start, group.date_end)
            )
            group.display_name = f"{begin} – {end}"

    @api.depends("date_start", "date_end")
    def _compute_is_current(self):
        for group in self:
            group.is_current = group._is_of(group.company_id._lifecycle_today())

    def _search_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        current = Domain.OR(
            self._get_day_domain(company, company._lifecycle_today())
            for company in self.env["res.company"].sudo().search([])
        )
        return current if True in value else ~current

    def _is_of(self, day):
        ends = not self.date_end or day <= self.date_end
        return bool(self.date_start and self.date_start <= day and ends)

    @api.model
    def _get_day_domain(self, company, day):
        open_ended = Domain("date_end", "=", False) | Domain("date_end", ">=", day)
        mine = Domain("company_id", "=", company.id)
        return mine & Domain("date_start", "<=", day) & open_ended

    # ------------------------------------------------------------------
    # Following the settings
    # ------------------------------------------------------------------

    @api.model
    def _follow_due(self, _now):
        """Begin the control groups whose period has begun.

        :return: how many companies that were
        """
        companies = self.env["res.company"].search([("campaign_control_share", ">", 0)])
        behind = companies.filtered(lambda company: not self._find(company))
        behind = behind.try_lock_for_update(allow_referencing=True)
        self._follow_settings(behind)
        return len(behind)

    @api.model
    def _find(self, company):
        """Return the control group of today."""
        today = company._lifecycle_today()
        return self.search(self._get_day_domain(company, today), limit=1)

    @api.model
    def _follow_settings(self, companies):
        """Have companies the control group of today that their settings ask for."""
        for company in companies:
            today = company._lifecycle_today()
            period = company._get_control_period(today)
            share = company.campaign_control_share
            current = self._find(company)
            if current and (current.key, current.share) == (period.key, share):
                continue
            current._close(today)
            if share:
                self.create(
                    {
                        "company_id": company.id,
                        "key": period.key,
                        "share": share,
                        "date_start": self._find_start(company, period, today),
                        "date_end": period.end,
                    }
                )

    def _close(self, today):
        """End control groups yesterday; those of a day take their leave."""
        new = self.filtered(lambda group: group.date_start == today)
        new.unlink()
        (self - new).date_end = today - timedelta(days=1)

    @api.model
    def _find_start(self, company, period, today):
        """Return the first day of a control group that begins by ``today``.

        Where it follows another one it begins with its period: the scheduled action may
        come later.
        """
        mine = [("company_id", "=", company.id)]
        before = self.search(mine, limit=1).date_end
        follows = period.start and before == period.start - timedelta(days=1)
        return period.start if follows else today

    # ------------------------------------------------------------------
    # Results
    # ------------------------------------------------------------------

    def _get_population(self):
        """Return the domain of the customers who are compared.

        Only those who were known when it began: who came later had less time to buy.
        """
        self.ensure_one()
        company = self.company_id
        moment = company_day.start_of_day(self.date_start, company.lifecycle_tz)
        known = Domain("first_date", "<", self.date_start)
        known |= Domain("partner_id.create_date", "<", moment)
        domain = Domain("company_id", "=", company.id) & Domain("active", "=", True)
        exempt = company.campaign_control_exempt_segment_id
        if exempt:
            domain &= Domain("saved_segment_ids", "not in", exempt.ids)
        return domain & known

    @api.depends("company_id", "key", "share", "date_start", "date_end")
    def _compute_results(self):
        for group in self:
            sides = group._read_sides()
            for name, side in (("control", sides[True]), ("other", sides[False])):
                count = side["count"]
                group[f"{name}_count"] = count
                group[f"{name}_bought"] = side["bought"]
                group[f"{name}_rate"] = side["bought"] / count if count else 0
                group[f"{name}_revenue"] = side["revenue"] / count if count else 0
            effect = measure_effect(
                group.other_bought,
                group.other_count,
                group.control_bought,
                group.control_count,
            )
            group.difference = effect.difference if effect else 0
            group.lower = effect.lower if effect else 0
            group.upper = effect.upper if effect else 0
            group.verdict = effect.verdict if effect else "few"
            group.verdict_text = group._format_verdict()

    def _read_sides(self):
        """Return {whether in the control group: {number: value}}, in one query.

        It counts all customers of the company. Who may read it is a matter of access
        to this model, so that no salesperson sees half a comparison.
        """
        company = self.company_id.sudo()
        customers = self.env["crm.customer"].sudo()
        customers = customers.with_context(tz=company.lifecycle_tz, active_test=False)
        population = customers._search(self.sudo()._get_population())
        partner = SQL.identifier(population.table, "partner_id")
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH bought AS (
                    SELECT purchase.partner_id,
                           SUM(purchase.purchase_count) AS purchase_count,
                           SUM(purchase.amount) AS amount
                      FROM (%(purchases)s) AS purchase
                     WHERE purchase.date BETWEEN %(start)s AND %(end)s
                     GROUP BY purchase.partner_id
                )
                SELECT %(drawn)s, COUNT(*),
                       COUNT(*) FILTER (WHERE bought.purchase_count > 0),
                       COALESCE(SUM(bought.amount), 0)
                  FROM (%(population)s) AS customer
                  LEFT JOIN bought ON bought.partner_id = customer.partner_id
                 GROUP BY 1
                """,
                purchases=self.env["crm.purchase"]._get_query(company),
                start=self.date_start,
                end=self.date_end or company._lifecycle_today(),
                drawn=global_control_condition(
                    company.id, self.key, SQL("customer.partner_id"), self.share
                ),
                population=population.select(SQL("%s AS partner_id", partner)),
            )
        )
        sides = {side: dict.fromkeys(_SIDE_NUMBERS, 0) for side in (True, False)}
        for side, *numbers in rows:
            sides[side] = dict(zip(_SIDE_NUMBERS, numbers, strict=True))
        return sides

    def _format_verdict(self):
        texts = {
            "few": self.env._(
                "Too few to say: it takes %(customers)s customers on each side and "
                "%(buyers)s buyers.",
                customers=FEWEST_CUSTOMERS,
                buyers=FEWEST_BUYERS,
            ),
            "unclear": self.env._(
                "May be chance: as many might have bought without campaigns."
            ),
            "more": self.env._("More customers buy with campaigns than without."),
            "less": self.env._("Fewer customers buy with campaigns than without."),
        }
        return texts[self.verdict]

    # ------------------------------------------------------------------
    # Where numbers lead
    # ------------------------------------------------------------------

    def action_open_control(self):
        """Open the customers in the control group."""
        return self._open_side("in", self.env._("Control group %s", self.display_name))

    def action_open_others(self):
        """Open the customers with whom it is compared."""
        name = self.env._("Other customers, %s", self.display_name)
        return self._open_side("not in", name)

    def _open_side(self, operator, name):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_customer_action"
        )
        side = Domain("control_group_ids", operator, self.ids)
        return action | {
            "name": name,
            "domain": list(self._get_population() & side),
            "context": {},
        }
