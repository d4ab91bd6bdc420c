from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Command

from . import partner_values
from .partner_values import ADDRESS_ROW

_MOST_IN_NOTE = 12


class CrmDuplicateMerge(models.Model):
    """Contacts that were merged: by whom, when, and what was not kept.

    Written for every merge, also for those of Odoo's own wizard, and never changed.
    """

    _name = "crm.duplicate.merge"
    _description = "Merge of Contacts"
    _order = "date desc, id desc"
    _rec_name = "kept_name"

    date = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Merged By", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    kept_partner_id = fields.Many2one(
        "res.partner",
        string="Kept Contact",
        index=True,
        readonly=True,
        ondelete="set null",
        bypass_search_access=True,
    )
    kept_name = fields.Char(string="Name", readonly=True)
    merged_names = fields.Char(string="Merged Contacts", readonly=True)
    merged_count = fields.Integer(string="How Many", readonly=True)
    moved = fields.Char(
        string="Moved to the Kept Contact",
        readonly=True,
        help="Documents of the merged contacts, which are the kept contact's now.",
    )
    source = fields.Selection(
        [("duplicates", "Duplicates"), ("wizard", "Odoo's own merge")],
        required=True,
        readonly=True,
    )
    duplicate_id = fields.Many2one(
        "crm.duplicate", index="btree_not_null", readonly=True, ondelete="set null"
    )
    reasons = fields.Char(string="What Agreed", readonly=True)
    value_ids = fields.One2many(
        "crm.duplicate.merge.value", "merge_id", string="Values Not Kept", readonly=True
    )
    value_count = fields.Integer(string="Values Dropped", readonly=True)

    # ------------------------------------------------------------------
    # Recording
    # ------------------------------------------------------------------

    @api.model
    def _look(self, partners):
        """Return what has to be known of contacts before they are merged.

        :param partners: with the environment of who merges: what they may not see is
            not told to others either
        """
        labels = partner_values.get_compared_fields(partners)
        labels[ADDRESS_ROW] = partners.env._("Address")
        return {
            "labels": labels,
            "partners": partners,
            "names": {one.id: one.display_name for one in partners},
            "companies": {one.id: one.company_id.id for one in partners},
            "values": {
                one.id: {
                    name: partner_values.tell(one, name)
                    for name in labels
                    if partner_values.has_value(one, name)
                }
                for one in partners
            },
            "documents": self._count_documents(partners),
        }

    @api.model
    def _record(self, before, kept, source, duplicate=None):
        """Write down a merge that has been made, and say it in the chatter.

        :param before: as from :meth:`_look`
        """
        gone = [one for one in before["names"] if one != kept.id]
        after = {name: partner_values.tell(kept, name) for name in before["labels"]}
        values = [
            {
                "contact": before["names"][one],
                "contact_number": one,
                "name": name,
                "label": before["labels"][name],
                "value": text,
                "kept_value": after[name],
            }
            for one, texts in before["values"].items()
            for name, text in texts.items()
            if text != after[name]
        ]
        merge = self.create(
            {
                "date": fields.Datetime.now(),
                "user_id": before["partners"].env.uid,
                "company_id": before["companies"][kept.id],
                "kept_partner_id": kept.id,
                "kept_name": kept.display_name,
                "merged_names": ", ".join(before["names"][one] for one in gone),
                "merged_count": len(gone),
                "moved": self._tell_moved(before["documents"], gone),
                "source": source,
                "duplicate_id": duplicate and duplicate.id,
                "reasons": duplicate and duplicate.reasons,
                "value_count": len(values),
                "value_ids": [Command.create(line) for line in values],
            }
        )
        merge._post_note()
        self.env["crm.duplicate"].sudo()._close_merged(kept)
        return merge

    @api.model
    def _get_documents(self):
        """Return what is counted: (model, fields that lead to a contact, words)."""
        return [
            ("sale.order", ["partner_id"], self.env._("orders and quotations")),
            ("account.move", ["partner_id"], self.env._("invoices")),
            ("crm.purchase.external", ["partner_id"], self.env._("earlier purchases")),
            ("crm.lead", ["partner_id"], self.env._("deals")),
            ("crm.campaign.member", ["partner_id"], self.env._("campaigns")),
            (
                "crm.contact.position",
                ["person_id", "organisation_id"],
                self.env._("positions"),
            ),
            ("crm.customer.supply", ["partner_id"], self.env._("supplies")),
            ("res.partner", ["parent_id"], self.env._("contacts and addresses")),
        ]

    def _count_documents(self, partners):
        """Return {contact id: {words: number}}."""
        found = {one.id: {} for one in partners}
        for model, names, words in self._get_documents():
            records = self.env[model].sudo().with_context(active_test=False)
            for name in names:
                groups = records._read_group(
                    [(name, "in", partners.ids)], [name], ["__count"]
                )
                for partner, count in groups:
                    counts = found[partner.id]
                    counts[words] = counts.get(words, 0) + count
        return found

    def _tell_moved(self, documents, gone):
        totals = {}
        for one in gone:
            for words, count in documents[one].items():
                totals[words] = totals.get(words, 0) + count
        return ", ".join(f"{count} {words}" for words, count in totals.items())

    def _post_note(self):
        """Tell in the chatter of the kept contact what was done."""
        for merge in self:
            lines = [
                self.env._(
                    "%(user)s merged %(names)s into this contact.",
                    user=merge.user_id.name,
                    names=merge.merged_names,
                )
            ]
            if merge.moved:
                lines.append(self.env._("Moved here: %s.", merge.moved))
            lines += [
                self.env._(
                    "Not kept: %(label)s “%(value)s” of %(contact)s.",
                    label=value.label,
                    value=value.value,
                    contact=value.contact,
                )
                for value in merge.value_ids[:_MOST_IN_NOTE]
            ]
            if merge.value_count > _MOST_IN_NOTE:
                more = merge.value_count - _MOST_IN_NOTE
                lines.append(self.env._("%s more values: see the merge.", more))
            merge.kept_partner_id.message_post(
                body=Markup("<br/>").join(lines),
                author_id=merge.user_id.partner_id.id,
                subtype_xmlid="mail.mt_note",
            )

    def action_open_kept(self):
        """Open the contact that was kept."""
        self.ensure_one()
        return self.kept_partner_id._get_records_action(context={})
