from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

#: Why a customer changes segment.
CAUSES = [
    ("purchase", "Purchase"),
    ("time", "Time"),
    ("cancellation", "Cancellation"),
    ("rule", "Change of rules"),
    ("merge", "Merge"),
    ("import", "Import"),
    ("archive", "Archived or restored"),
]


class CrmLifecycleMove(models.Model):
    """A customer's passage from one segment to another, or into or out of all.

    The moves are a ledger: for any two days, the customers of a segment on the first
    day, plus who came in, minus who went out, are the customers on the second. Rows are
    entered by the calculation of customers and never change. When a customer is merged
    into another, what is left of the first is the move that takes it out.
    """

    _name = "crm.lifecycle.move"
    _description = "Lifecycle Move"
    _order = "date desc, id desc"
    _log_access = False
    _rec_name = "partner_id"

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    customer_id = fields.Many2one("crm.customer", index=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Contact", index=True, readonly=True
    )
    user_id = fields.Many2one(related="customer_id.user_id", string="Salesperson")
    date = fields.Date(required=True, readonly=True)
    from_segment_id = fields.Many2one(
        "crm.lifecycle.segment",
        string="From",
        readonly=True,
        falsy_value_label="Outside",
    )
    to_segment_id = fields.Many2one(
        "crm.lifecycle.segment", string="To", readonly=True, falsy_value_label="Outside"
    )
    cause = fields.Selection(CAUSES, required=True, readonly=True)
    days = fields.Integer(
        string="Days There",
        readonly=True,
        aggregator="avg",
        help="Days spent in the segment that was left.",
    )
    purchase_count = fields.Integer(string="Purchases", readonly=True, aggregator=None)
    amount_total = fields.Monetary(string="Revenue", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    document_model = fields.Char(readonly=True)
    document_id = fields.Many2oneReference(model_field="document_model", readonly=True)
    reference = fields.Char(string="Document Reference", readonly=True)

    _date_idx = models.Index("(company_id, date)")

    @api.model
    def _enter_merged(self, standings, partner):
        """Take customers out of their segments who are now part of another one.

        :param standings: values as from :meth:`crm.customer._read_standing`
        :param partner: whom they were merged into
        """
        moves = []
        for standing in standings:
            if not standing["from_segment_id"]:
                continue
            company = self.env["res.company"].browse(standing["company_id"])
            since, today = standing.pop("since"), company._lifecycle_today()
            moves.append(
                {
                    **standing,
                    "partner_id": partner.id,
                    "date": today,
                    "cause": "merge",
                    "days": (today - since).days,
                }
            )
        self.create(moves)

    # ------------------------------------------------------------------
    # Flows
    # ------------------------------------------------------------------

    @api.model
    def get_flows(self, company_id=None, date_from=None, date_to=None):
        """Return who moved where in a period.

        What was before the ledger is not known, and its first day is when everybody
        was entered: a period starts on the day after that at the earliest.

        :param date_from: date string of the first day; 30 days up to today if left out
        :param date_to: date string of the last day, today if left out
        :return: dict with ``company``, ``date_from``, ``date_to``, ``start`` (the first
            day of the ledger), ``segments`` (id, name, color, ``opening``, ``entered``,
            ``left``, ``closing``, in the order of the matrix, those included that the
            matrix has no more) and ``flows``, a list of dicts with ``from_id``,
            ``to_id`` (``False`` outside the matrix), ``count``, ``amount`` and
            ``causes`` (a dict of counts)
        """
        segment_model = self.env["crm.lifecycle.segment"]
        company = segment_model._get_matrix_company(company_id)
        today = company._lifecycle_today()
        date_to = fields.Date.to_date(date_to) or today
        date_from = fields.Date.to_date(date_from) or date_to - timedelta(days=29)
        start = company.lifecycle_start or today
        if date_to > start:
            date_from = max(date_from, start + timedelta(days=1))
        return {
            **company._prepare_choice(),
            "today": today,
            "date_from": date_from,
            "date_to": date_to,
            "start": start,
            "segments": self._read_balances(company, date_from, date_to),
            "flows": self._read_flows(company, date_from, date_to),
        }

    @api.model
    def get_changes(self, company_id=None, day=None, days=30):
        """Return who moved where in the days until ``day``, for the matrix.

        The ledger's first day, on which everybody was entered, is left out.

        :param day: date string, today if left out
        :param days: how many days to look back
        :return: dict with ``date_from``, ``date_to``, ``days`` (how many of the days
            wanted the ledger covers, 0 if none) and ``flows`` as of :meth:`get_flows`
        """
        company = self.env["crm.lifecycle.segment"]._get_matrix_company(company_id)
        today = company._lifecycle_today()
        date_to = fields.Date.to_date(day) or today
        date_from = max(
            date_to - timedelta(days=days - 1),
            (company.lifecycle_start or today) + timedelta(days=1),
        )
        covered = max(0, (date_to - date_from).days + 1)
        return {
            "date_from": date_from,
            "date_to": date_to,
            "days": covered,
            "flows": self._read_flows(company, date_from, date_to) if covered else [],
        }

    def _read_flows(self, company, date_from, date_to):
        flows = {}
        groups = self._read_group(
            [
                ("company_id", "=", company.id),
                ("date", ">=", date_from),
                ("date", "<=", date_to),
            ],
            ["from_segment_id", "to_segment_id", "cause"],
            ["__count", "amount_total:sum"],
        )
        for origin, target, cause, count, amount in groups:
            flow = flows.setdefault(
                (origin.id, target.id),
                {
                    "from_id": origin.id,
                    "to_id": target.id,
                    "count": 0,
                    "amount": 0.0,
                    "causes": {},
                },
            )
            flow["count"] += count
            flow["amount"] += amount
            flow["causes"][cause] = count
        return list(flows.values())

    def _read_balances(self, company, date_from, date_to):
        """Return opening, entered, left and closing of every segment with customers."""
        segments = (
            self.env["crm.lifecycle.segment"]
            .with_context(active_test=False)
            .search([("company_id", "=", company.id)])
        )
        before = Domain("company_id", "=", company.id) & Domain("date", "<", date_from)
        within = (
            Domain("company_id", "=", company.id)
            & Domain("date", ">=", date_from)
            & Domain("date", "<=", date_to)
        )
        came_before = self._count_by("to_segment_id", before)
        went_before = self._count_by("from_segment_id", before)
        came = self._count_by("to_segment_id", within)
        went = self._count_by("from_segment_id", within)
        balances = []
        for segment in segments:
            opening = came_before.get(segment, 0) - went_before.get(segment, 0)
            entered, left = came.get(segment, 0), went.get(segment, 0)
            if segment.active or opening or entered or left:
                balances.append(
                    {
                        "id": segment.id,
                        "name": segment.name,
                        "color": segment.color,
                        "opening": opening,
                        "entered": entered,
                        "left": left,
                        "closing": opening + entered - left,
                    }
                )
        return balances

    def _count_by(self, name, domain):
        return dict(self._read_group(domain, [name], ["__count"]))

    def action_open_document(self):
        """Open the purchase that moved the customer, or the customer."""
        self.ensure_one()
        if not self.document_id:
            return self.customer_id._get_records_action(context={})
        document = self.env[self.document_model].browse(self.document_id)
        return document._get_records_action(context={})
