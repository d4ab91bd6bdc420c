from odoo import api, fields, models
from odoo.tools import SQL, format_date, formatLang

#: The kinds of questions, and what a row's id is multiplied with.
_KINDS = [
    ("unknown", "Who Else Sells There"),
    ("old", "Is It Still True"),
    ("share", "How Much"),
]
_SLOTS = 4


class CrmSupplyQuestion(models.Model):
    """A question about competitors that a seller should ask a customer.

    Who else sells what a big customer buys of us, where nobody knows; whether a fact
    that has grown old is still true; how much, where only the name is known.
    """

    _name = "crm.supply.question"
    _description = "Question to Ask"
    _auto = False
    _order = "amount desc, id"
    _rec_name = "question"
    _depends = {
        "crm.customer": ["value_class", "user_id", "active", "purchase_count"],
        "crm.customer.category": ["amount_year", "categ_id", "customer_id"],
        "crm.customer.budget": ["date_to", "partner_id", "categ_id"],
        "crm.customer.supply": [
            "active",
            "ended_date",
            "is_latest",
            "partner_id",
            "share",
            "valid_until",
            "yearly_amount",
        ],
    }

    kind = fields.Selection(_KINDS, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    customer_id = fields.Many2one(
        "crm.customer", string="Customer Record", readonly=True
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    value_class = fields.Selection([("a", "A"), ("b", "B"), ("c", "C")], readonly=True)
    categ_id = fields.Many2one(
        "product.category",
        string="Product Category",
        readonly=True,
        falsy_value_label="All products",
    )
    supply_id = fields.Many2one(
        "crm.customer.supply", string="Known So Far", readonly=True
    )
    competitor_id = fields.Many2one("crm.competitor", readonly=True)
    date = fields.Date(
        string="Open Since", readonly=True, help="When the fact grew old."
    )
    amount = fields.Monetary(
        string="Customer's Revenue",
        readonly=True,
        help="What the customer bought from us of the category in the last 365 days.",
    )
    question = fields.Char(compute="_compute_question")

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join([self._get_unknown(), self._get_doubtful()])

    def _get_days(self):
        """Return the SQL rows of each company with its day."""
        companies = self.env["res.company"].sudo().search([])
        return SQL(", ").join(
            SQL("(%s, %s::date)", company.id, company._lifecycle_today())
            for company in companies
        )

    def _get_unknown(self):
        """Return what big customers buy of us while nobody knows who else sells it."""
        return SQL(
            """
            SELECT bought.id::bigint * %(slots)s AS id, 'unknown' AS kind,
                   customer.company_id, customer.id AS customer_id,
                   customer.partner_id, customer.user_id, customer.value_class,
                   bought.categ_id, NULL::integer AS supply_id,
                   NULL::integer AS competitor_id, NULL::date AS date,
                   bought.amount_year AS amount
              FROM crm_customer AS customer
              JOIN (VALUES %(days)s) AS day (company_id, today)
                ON day.company_id = customer.company_id
              JOIN crm_customer_category AS bought
                ON bought.customer_id = customer.id AND bought.amount_year > 0
              JOIN product_category AS categ ON categ.id = bought.categ_id
             WHERE customer.value_class = 'a'
               AND customer.active
               AND NOT EXISTS (
                   SELECT
                     FROM crm_customer_supply AS supply
                     LEFT JOIN product_category AS wide ON wide.id = supply.categ_id
                    WHERE supply.company_id = customer.company_id
                      AND supply.partner_id = customer.partner_id
                      AND supply.active
                      AND (wide.id IS NULL
                           OR categ.parent_path LIKE wide.parent_path || '%%'))
               AND NOT EXISTS (
                   SELECT
                     FROM crm_customer_budget AS budget
                     LEFT JOIN product_category AS wide ON wide.id = budget.categ_id
                    WHERE budget.company_id = customer.company_id
                      AND budget.partner_id = customer.partner_id
                      AND budget.date_to >= day.today
                      AND (wide.id IS NULL
                           OR categ.parent_path LIKE wide.parent_path || '%%'))
            """,
            slots=_SLOTS,
            days=self._get_days(),
        )

    def _get_doubtful(self):
        """Return the latest facts that have grown old, or do not say how much."""
        return SQL(
            """
            SELECT supply.id::bigint * %(slots)s
                       + CASE WHEN supply.valid_until < day.today THEN 1 ELSE 2 END,
                   CASE WHEN supply.valid_until < day.today
                        THEN 'old' ELSE 'share' END,
                   supply.company_id, customer.id, supply.partner_id, partner.user_id,
                   customer.value_class, supply.categ_id, supply.id,
                   supply.competitor_id,
                   CASE WHEN supply.valid_until < day.today
                        THEN supply.valid_until ELSE supply.observed_date END,
                   customer.amount_total
              FROM crm_customer_supply AS supply
              JOIN (VALUES %(days)s) AS day (company_id, today)
                ON day.company_id = supply.company_id
              JOIN res_partner AS partner
                ON partner.id = supply.partner_id AND partner.active
              LEFT JOIN crm_customer AS customer
                ON customer.company_id = supply.company_id
               AND customer.partner_id = supply.partner_id
             WHERE supply.is_latest
               AND COALESCE(supply.ended_date > day.today, TRUE)
               AND (supply.valid_until < day.today
                    OR (COALESCE(supply.share, 0) = 0
                        AND COALESCE(supply.yearly_amount, 0) = 0))
            """,
            slots=_SLOTS,
            days=self._get_days(),
        )

    @api.depends("kind", "partner_id", "categ_id", "competitor_id")
    def _compute_question(self):
        for row in self:
            row.question = row._ask()

    def _ask(self):
        what = self.categ_id.name or self.env._("anything")
        customer = self.partner_id.display_name
        competitor = self.competitor_id.display_name or self.env._("somebody")
        if self.kind == "unknown":
            return self.env._(
                "Who else sells %(category)s to %(customer)s? They bought for "
                "%(amount)s from us in a year.",
                category=what,
                customer=customer,
                amount=formatLang(
                    self.env, self.amount, digits=0, currency_obj=self.currency_id
                ),
            )
        if self.kind == "old":
            return self.env._(
                "Does %(competitor)s still sell %(category)s to %(customer)s? What we "
                "know is from %(day)s.",
                competitor=competitor,
                category=what,
                customer=customer,
                day=format_date(self.env, self.supply_id.observed_date),
            )
        return self.env._(
            "How much %(category)s does %(competitor)s sell to %(customer)s?",
            competitor=competitor,
            category=what,
            customer=customer,
        )

    # ------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------

    def action_answer(self):
        """Enter what the customer said, beginning with what was known."""
        self.ensure_one()
        action = self.partner_id.with_context(
            supply_company_id=self.company_id.id
        ).action_add_supply()
        known = self.supply_id
        action["context"] |= {
            "default_categ_id": self.categ_id.id,
            "default_competitor_id": self.competitor_id.id,
            "default_source": "customer",
            "default_share": known.share,
            "default_amount": known.amount,
            "default_price": known.price,
            "default_terms": known.terms,
            "default_contract_end": known.contract_end,
        }
        return action

    def action_still_true(self):
        """Say that what is known still holds, for each row that knows something."""
        self.supply_id.action_confirm_again()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_nobody_else(self):
        """Say that nobody else sells it: their budget is what they buy from us."""
        for row in self:
            if row.kind == "unknown":
                row._close_unknown()
            else:
                row.supply_id.action_end()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _close_unknown(self):
        today = self.company_id._lifecycle_today()
        self.env["crm.customer.budget"].create(
            {
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "categ_id": self.categ_id.id,
                "amount": self.amount,
                "period": "year",
                "date_from": today,
                "observed_date": today,
                "source": "customer",
                "source_note": self.env._("Nobody else sells it"),
            }
        )

    def action_open_customer(self):
        """Open the customer to ask."""
        self.ensure_one()
        return self.customer_id._get_records_action(context={})
