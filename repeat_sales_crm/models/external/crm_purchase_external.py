from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .external_file import iter_file
from .external_problems import ProblemWords, iter_problems, sum_up_problems
from .external_rows import REQUIRED
from .external_staging import ExternalStaging

#: How many problems the import screen lists one by one; more are summed up by kind.
_LISTED_PROBLEMS = 1000


class CrmPurchaseExternal(models.Model):
    """A purchase made before or outside Odoo."""

    _name = "crm.purchase.external"
    _inherit = ["crm.purchase.document"]
    _description = "External Purchase"
    _order = "date desc, id desc"
    _rec_name = "reference"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    date = fields.Date(required=True)
    reference = fields.Char(
        required=True,
        help="What names the purchase where it was made: a receipt or order number. "
        "Each company uses a reference once.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    amount = fields.Monetary(
        required=True, help="Without tax. A negative amount is a return."
    )
    amount_company = fields.Monetary(
        string="Amount in Company Currency",
        currency_field="company_currency_id",
        compute="_compute_amount_company",
        store=True,
        help="At the rate of the day of the purchase.",
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    note = fields.Char()
    customer_name = fields.Char(
        string="New Customer's Name",
        store=False,
        exportable=False,
        help="Only for an import that creates customers: the name of a customer whom "
        "the file calls by a reference or e-mail address.",
    )

    _reference_uniq = models.Constraint(
        "UNIQUE(company_id, reference)",
        "A purchase with this reference is there already. A reference can be used once "
        "in a company.",
    )

    @api.depends("partner_id")
    def _compute_buyer_id(self):
        return super()._compute_buyer_id()

    @api.depends("company_id")
    def _compute_currency_id(self):
        for purchase in self:
            purchase.currency_id = purchase.company_id.currency_id

    @api.depends("amount", "currency_id", "company_id", "date")
    def _compute_amount_company(self):
        for purchase in self:
            company = purchase.company_id or self.env.company
            purchase.amount_company = purchase.currency_id._convert(
                purchase.amount,
                company.currency_id,
                company,
                purchase.date or fields.Date.context_today(purchase),
            )

    @api.constrains("date", "company_id")
    def _check_date(self):
        for purchase in self:
            if purchase.date > purchase.company_id._lifecycle_today():
                raise ValidationError(
                    self.env._(
                        "The purchase %(reference)s is dated %(date)s, which is still "
                        "to come. Enter the day on which it was made.",
                        reference=purchase.reference,
                        date=purchase.date,
                    )
                )

    def _customer_fields(self):
        return super()._customer_fields() | {"amount", "currency_id", "date"}

    # ------------------------------------------------------------------
    # Import
    # ------------------------------------------------------------------

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for External Purchases"),
                "template": "/repeat_sales_crm/static/csv/external_purchases.csv",
            }
        ]

    @api.model
    def load(self, fields, data):
        """Import rows: all of them, or none and every reason why not.

        The batches that the import screen asks for are not made: it hands over all the
        rows each time, and so the first batch is the whole file. Customers are created
        where the user chose "Create new values" for them.
        """
        self.check_access("create")
        first_line = self.env.context.get("import_first_line", 1)
        staging = self._start_staging(fields, first_line)
        create = self.env.context.get("name_create_enabled_fields") or {}
        with self.env.cr.savepoint() as savepoint:
            staging.add(data)
            if staging.check(create_customers=bool(create.get("partner_id"))):
                messages = self._prepare_problem_messages()
                return {"ids": False, "messages": messages, "nextrow": 0}
            if not staging.needs_orm:
                self._insert_staged(staging)
                return {"ids": staging.get_ids(), "messages": [], "nextrow": 0}
            # Some rows change purchases, or hold more than is known here.
            columns, rows = staging.get_resolved(fields, data)
            whole = self.with_context(_import_limit=None, name_create_enabled_fields={})
            result = super(CrmPurchaseExternal, whole).load(columns, rows)
            if result["ids"] is False:
                savepoint.rollback()
        for message in result["messages"]:
            for end in message.get("rows", ()):
                message["rows"][end] += first_line - 1
        return result

    @api.model
    def _load_file(
        self, file, columns=None, create_customers=False, options=None, report=None
    ):
        """Load a CSV file of any size, in this transaction: all rows or none.

        :param file: text file, opened with ``newline=""``
        :param columns: {heading: name of the field it is for}; where left out, headings
            are names or labels of fields
        :param create_customers: whether unknown customers are created
        :param options: as the import screen has them: ``separator``, ``quoting``,
            ``date_format``, ``float_thousand_separator``, ``float_decimal_separator``
        :param report: is called with the line and the sentence for each problem
        :return: how many purchases were loaded, 0 if there was a problem
        :raises UserError: when the columns cannot be understood
        """
        self.check_access("create")
        fields, rows = iter_file(self, file, columns or {}, options or {})
        staging = self._start_staging(fields, first_line=2)
        if staging.needs_orm:
            raise UserError(
                self.env._(
                    "Changing purchases that are there takes the import screen: leave "
                    "out the columns that hold their ids."
                )
            )
        staging.add(rows)
        if not staging.check(create_customers):
            return self._insert_staged(staging)
        if report:
            words = ProblemWords(self.env)
            for problem in iter_problems(self.env):
                report(problem.line, words.describe(problem))
        return 0

    def _start_staging(self, fields, first_line):
        labels = self.fields_get(attributes=["string"])
        try:
            staging = ExternalStaging(self, fields, first_line)
        except ValueError as error:
            name = error.args[0].removeprefix(".")
            raise UserError(
                self.env._(
                    "Two columns are for the field “%(field)s”. Choose one.",
                    field=labels[name]["string"],
                )
            ) from error
        missing = [name for name in REQUIRED if name not in staging.columns]
        if missing and not staging.reader.is_update:
            raise UserError(
                self.env._(
                    "No column is for: %(fields)s.",
                    fields=", ".join(labels[name]["string"] for name in missing),
                )
            )
        return staging

    def _insert_staged(self, staging):
        count = staging.insert()
        if not self.env.su and staging.count_forbidden():
            raise AccessError(
                self.env._("You may not enter some of the purchases in this file.")
            )
        return count

    def _prepare_problem_messages(self):
        """Return the problems in the form that the import screen shows."""
        words = ProblemWords(self.env)
        messages = []
        for problem in iter_problems(self.env, _LISTED_PROBLEMS):
            message = {
                "type": "error",
                "message": words.describe(problem),
                "record": problem.line,
                "rows": {"from": problem.line - 1, "to": problem.line - 1},
            }
            if problem.code == "customer_unknown":
                # Where the screen offers to create what is not there.
                message |= {"field": "partner_id", "value": problem.value}
            messages.append(message)
        for code, count, lines in sum_up_problems(self.env, _LISTED_PROBLEMS):
            messages.append(
                {
                    "type": "error",
                    "message": words.describe_many(code, count, lines),
                    "record": 0,
                    "rows": {"from": 0, "to": 1},
                }
            )
        return messages

    @api.model
    def _prepare_imported_customer(self, called, email, name):
        """Return the values of a customer whom an import creates.

        :param called: what the file calls the customer
        :param email: the e-mail address in that, or ``False``
        :param name: the name that the file gives besides, or ``False``
        """
        if email:
            return {"name": name or email, "email": email}
        if name:
            return {"name": name, "ref": called}
        return {"name": called}
