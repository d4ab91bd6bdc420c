from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

#: How many segments one look through the customers counts.
_BATCH = 100

#: How many customers the preview shows.
_SAMPLE = 5


class CrmSegment(models.Model):
    """How many are in, what they bought, and who they are, for example."""

    _inherit = "crm.segment"

    problem = fields.Text(
        string="What Is Wrong",
        compute="_compute_numbers",
        help="A segment whose rule cannot be used has nobody in it.",
    )
    customer_count = fields.Integer(string="Customers", compute="_compute_numbers")
    amount_total = fields.Monetary(string="Revenue", compute="_compute_numbers")
    active_share = fields.Float(
        compute="_compute_numbers",
        help="The share of these customers whose last purchase is in the first recency "
        "band.",
    )
    customer_share = fields.Float(
        string="Of All Customers",
        compute="_compute_numbers",
        help="The share of the customers and prospects that you see.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    sample_ids = fields.Many2many(
        "crm.customer", string="For Example", compute="_compute_sample_ids"
    )

    @api.depends("domain", "lifecycle_segment_ids", "company_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_numbers(self):
        domains, problems = {}, {}
        for segment in self:
            try:
                domains[segment] = segment._get_rule_domain()
            except UserError as error:
                problems[segment] = str(error)
        numbers = self._read_numbers(domains)
        totals = self._count_all(self.company_id) if domains else {}
        for segment in self:
            count, amount, active = numbers.get(segment, (0, 0.0, 0))
            segment.problem = problems.get(segment, False)
            segment.customer_count = count
            segment.amount_total = amount
            segment.active_share = active / count if count else 0.0
            total = totals.get(segment.company_id)
            segment.customer_share = count / total if total else 0.0

    @api.depends("domain", "lifecycle_segment_ids", "company_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_sample_ids(self):
        customers = self.env["crm.customer"]
        for segment in self:
            try:
                domain = segment._get_rule_domain()
            except UserError:
                segment.sample_ids = False
                continue
            segment.sample_ids = customers.search(domain, limit=_SAMPLE)

    # ------------------------------------------------------------------
    # Counting
    # ------------------------------------------------------------------

    @api.model
    def _read_numbers(self, domains):
        """Count any number of segments with few looks through the customers.

        :param domains: {key: domain over ``crm.customer``}
        :return: {key: (customers, their revenue, active ones among them)}
        """
        keys = list(domains)
        if len(keys) == 1:
            return {keys[0]: self._read_one(domains[keys[0]])}
        numbers = {}
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            row = self._read_batch([domains[key] for key in batch])
            numbers |= dict(zip(batch, zip(*[iter(row)] * 3, strict=True), strict=True))
        return numbers

    def _read_one(self, domain):
        """Return customers, revenue and active ones, by what PostgreSQL likes best."""
        query = self.env["crm.customer"]._search(domain)
        statement = query.select(
            SQL("COUNT(*)"),
            SQL("COALESCE(SUM(%s), 0)::float", self._column(query, "amount_total")),
            SQL("COUNT(*) FILTER (WHERE %s)", self._is_active(query)),
        )
        return self.env.execute_query(statement)[0]

    def _read_batch(self, domains):
        """Return customers, revenue and active ones of each domain, in a row."""
        customers = self.env["crm.customer"].with_context(active_test=False)
        query = customers._search(Domain.TRUE)
        is_in = [SQL.identifier(f"is_in_{number}") for number in range(len(domains))]
        columns = [
            SQL(
                "(%s) IS TRUE AS %s",
                # One query for all: whatever they join is joined once.
                domain.optimize_full(customers)._to_sql(customers, query.table, query),
                name,
            )
            for name, domain in zip(is_in, domains, strict=True)
        ]
        numbers = [
            SQL(
                "COUNT(*) FILTER (WHERE %(name)s),"
                " COALESCE(SUM(amount_total) FILTER (WHERE %(name)s), 0)::float,"
                " COUNT(*) FILTER (WHERE %(name)s AND is_active)",
                name=name,
            )
            for name in is_in
        ]
        # Without OFFSET each condition would be evaluated once for each number.
        statement = SQL(
            "SELECT %s FROM (%s OFFSET 0) AS customer",
            SQL(", ").join(numbers),
            query.select(
                self._column(query, "amount_total"),
                SQL("%s AS is_active", self._is_active(query)),
                *columns,
            ),
        )
        return self.env.execute_query(statement)[0]

    def _column(self, query, name):
        return SQL.identifier(query.table, name)

    def _is_active(self, query):
        bands = self._get_active_bands()
        return SQL("%s = ANY(%s)", self._column(query, "recency_band_id"), bands.ids)

    def _get_active_bands(self):
        """Return the first recency band of each company that the user works in."""
        bands = self.env["crm.lifecycle.band"].browse()
        for company in self.env.companies:
            bands |= company._get_lifecycle_axes()["recency"][:1]
        return bands

    def _count_all(self, companies):
        return dict(
            self.env["crm.customer"]._read_group(
                [("company_id", "in", companies.ids)], ["company_id"], ["__count"]
            )
        )
