from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.segment import remarketing
from ...models.segment.table_files import TABLES, XLSX_LINES, CsvTable

#: How many customers or contacts are read at a time.
_CHUNK = 2000

_TEMPLATE = "repeat_sales_crm.export_template_customer"


class CrmSegmentExport(models.TransientModel):
    """A file of the customers in a segment, to work with or for an ad platform.

    The file is written while it is downloaded, chunk by chunk, of who is in at that
    moment. Each download is noted on the segment.
    """

    _name = "crm.segment.export"
    _description = "Export of a Segment"

    segment_id = fields.Many2one("crm.segment", required=True, ondelete="cascade")
    customer_count = fields.Integer(related="segment_id.customer_count")
    kind = fields.Selection(
        [("customers", "Customers to work with"), ("remarketing", "List for ads")],
        string="What For",
        default="customers",
        required=True,
    )
    file_format = fields.Selection(
        [("xlsx", "XLSX"), ("csv", "CSV")], string="Format", default="xlsx"
    )
    template_id = fields.Many2one(
        "ir.exports",
        string="Columns",
        domain=[("resource", "=", "crm.customer")],
        default=lambda self: self.env.ref(_TEMPLATE, raise_if_not_found=False),
        help="An export template for customers. Make one of your own in the customer "
        "list: select customers, then Actions, Export.",
    )
    platform = fields.Selection(
        [("google", "Google Ads (Customer Match)"), ("meta", "Meta (Custom Audience)")],
        default="google",
    )
    audience = fields.Selection(
        [("customer", "The customer's own address"), ("people", "Everybody there")],
        string="Whose Addresses",
        default="people",
    )

    # What the list for ads leaves out, and why
    contact_count = fields.Integer(string="Contacts", compute="_compute_contacts")
    listed_count = fields.Integer(string="In the List", compute="_compute_contacts")
    refused_count = fields.Integer(
        string="On a Blacklist",
        compute="_compute_contacts",
        help="Their e-mail address or phone number is on the blacklist: they are left "
        "out with all their addresses.",
    )
    nameless_count = fields.Integer(
        string="Without Address",
        compute="_compute_contacts",
        help="Neither an e-mail address nor a phone number that can be read.",
    )

    @api.depends("segment_id", "kind", "audience")
    def _compute_contacts(self):
        for wizard in self:
            counts = (0, 0, 0)
            if wizard.kind == "remarketing" and wizard._get_source():
                counts = wizard._count_contacts()
            wizard.contact_count, wizard.refused_count, wizard.nameless_count = counts
            wizard.listed_count = counts[0] - counts[1] - counts[2]

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_export(self):
        """Have the browser download the file."""
        self.ensure_one()
        self._check_allowed()
        return {
            "type": "ir.actions.act_url",
            "url": f"/repeat_sales_crm/segment_export/{self.id}",
            "target": "download",
        }

    def _check_allowed(self):
        """Raise an AccessError unless the user may export, and asked for this file."""
        self.ensure_one()
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(self.env._("You are not allowed to export data."))
        if self.create_uid != self.env.user:
            raise AccessError(self.env._("Somebody else asked for this file."))
        self._get_source().check_access("read")

    def _get_source(self):
        """Return the record whose customers are exported, and that notes the export."""
        return self.segment_id

    # ------------------------------------------------------------------
    # The file
    # ------------------------------------------------------------------

    def _write_file(self, file):
        """Write the table to a binary file, and note that on the segment.

        :return: (name of the file, its MIME type)
        """
        self._check_allowed()
        is_list = self.kind == "remarketing"
        table_class = CsvTable if is_list else TABLES[self.file_format]
        table = table_class(file)
        rows = self._iter_hashes() if is_list else self._iter_customers()
        count = -1
        for row in rows:
            table.add_line(row)
            count += 1
            if not is_list and self.file_format == "xlsx" and count >= XLSX_LINES:
                raise UserError(
                    self.env._(
                        "There are more lines than a sheet of XLSX holds. Choose CSV."
                    )
                )
        table.close()
        self._note_export(count)
        name = f"{self._get_source().name}.{table_class.extension}"
        return name.replace("/", "-"), table_class.mimetype

    def _note_export(self, count):
        what = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        if self.kind == "remarketing":
            platforms = self._fields["platform"]._description_selection(self.env)
            what = dict(platforms)[self.platform]
        # Whoever may read a segment may export it, and that has to be known.
        self._get_source().sudo().message_post(
            body=self.env._(
                "Exported: %(what)s, %(count)s lines.", what=what, count=count
            ),
            author_id=self.env.user.partner_id.id,
        )

    # ------------------------------------------------------------------
    # Customers
    # ------------------------------------------------------------------

    def _iter_customers(self):
        """Yield the header and a row of each customer, the biggest one first."""
        names = self.template_id.sudo().export_fields.mapped("name")
        names = names or ["partner_id", "segment_id", "amount_total"]
        yield [self._get_label(name) for name in names]
        customers = self.env["crm.customer"].with_context(import_compat=False)
        domain = self.segment_id._get_rule_domain()
        last = None
        while True:
            chunk = customers.search(
                domain & _after(last), order="amount_total DESC, id", limit=_CHUNK
            )
            if not chunk:
                return
            yield from chunk.export_data(names)["datas"]
            last = (chunk[-1].amount_total, chunk[-1].id)
            self.env.invalidate_all()

    def _get_label(self, path):
        """Return the title of a column, as Odoo's export has it."""
        labels, model = [], self.env["crm.customer"]
        for name in path.split("/"):
            field = model._fields.get(name.strip("."))
            if field is None:
                return path
            labels.append(field.get_description(self.env, ["string"])["string"])
            model = self.env[field.comodel_name] if field.relational else model
        return "/".join(labels)

    # ------------------------------------------------------------------
    # List for ads
    # ------------------------------------------------------------------

    def _get_contacts_query(self):
        """Return the query of the contacts, as the user may see them."""
        domain = Domain("saved_segment_ids", "in", self.segment_id.ids)
        if self.audience == "people":
            domain &= Domain("type", "=", "contact")
        else:
            domain &= Domain("is_company", "=", True) | Domain("parent_id", "=", False)
        return self.env["res.partner"]._search(domain)

    def _get_standing(self):
        """Return the SQL of contacts with their addresses and what speaks against."""
        partners = self.env["res.partner"]
        partners.flush_model(["email_normalized", "phone_sanitized"])
        self.env["mail.blacklist"].flush_model()
        self.env["phone.blacklist"].flush_model()
        return SQL(
            """
            SELECT partner.id,
                   NULLIF(partner.email_normalized, '') AS address,
                   NULLIF(partner.phone_sanitized, '') AS number,
                   %s AS is_refused
              FROM res_partner AS partner
             WHERE partner.id IN %s
            """,
            self._get_refused_condition(),
            self._get_contacts_query().subselect(),
        )

    def _get_refused_condition(self):
        """Return whether ``partner`` must not be handed to advertisers."""
        return SQL(
            """
            (EXISTS (SELECT FROM mail_blacklist AS refused
                      WHERE refused.email = partner.email_normalized
                        AND refused.active)
             OR EXISTS (SELECT FROM phone_blacklist AS refused
                         WHERE refused.number = partner.phone_sanitized
                           AND refused.active))
            """
        )

    def _count_contacts(self):
        """Return how many contacts there are, refuse, and have no address."""
        return self.env.execute_query(
            SQL(
                "SELECT COUNT(*), COUNT(*) FILTER (WHERE is_refused),"
                " COUNT(*) FILTER (WHERE NOT is_refused"
                " AND address IS NULL AND number IS NULL)"
                " FROM (%s) AS contact",
                self._get_standing(),
            )
        )[0]

    def _iter_hashes(self):
        """Yield the header and a row of each contact who is not left out."""
        platform = remarketing.PLATFORMS[self.platform]
        yield list(platform.columns)
        standing, last = self._get_standing(), 0
        while True:
            rows = self.env.execute_query(
                SQL(
                    "SELECT id, address, number FROM (%s) AS contact"
                    " WHERE id > %s AND NOT is_refused"
                    " AND (address IS NOT NULL OR number IS NOT NULL)"
                    " ORDER BY id LIMIT %s",
                    standing,
                    last,
                    _CHUNK,
                )
            )
            if not rows:
                return
            for last, address, number in rows:  # noqa: B007
                yield remarketing.hash_row(address, number, platform)


def _after(last):
    """Return the domain of customers who come after one, by revenue and id."""
    if last is None:
        return Domain.TRUE
    amount, customer_id = last
    return Domain("amount_total", "<", amount) | (
        Domain("amount_total", "=", amount) & Domain("id", ">", customer_id)
    )
