from odoo import api, models
from odoo.tools import format_amount, format_date

from . import partner_values
from .partner_values import ADDRESS_ROW


class CrmDuplicate(models.Model):
    """Contacts side by side: what differs, what is kept, what hangs on each."""

    _inherit = "crm.duplicate"

    @api.depends("member_ids.is_left_out", "member_ids.partner_id", "choices")
    @api.depends("kept_partner_id", "state")
    @api.depends_context("uid", "company", "lang")
    def _compute_comparison(self):
        for duplicate in self:
            duplicate.comparison = duplicate._compare()

    def _get_kept_partner(self):
        """Return the contact that the others are merged into.

        Whom the user chose; or else who has a user, bought most often, is older.
        """
        self.ensure_one()
        partners = self._get_merged_partners() or self.member_ids.partner_id
        if self.kept_partner_id in partners:
            return self.kept_partner_id
        counts = dict(
            self.env["crm.customer"]
            .sudo()
            ._read_group(
                [("partner_id", "in", partners.ids)],
                ["partner_id"],
                ["purchase_count:sum"],
            )
        )
        return partners.sorted(
            lambda one: (
                not one.sudo().user_ids,
                not one.active,
                -counts.get(one.sudo(), 0),
                one.id,
            )
        )[:1]

    def _get_giver(self, name, partners, kept):
        """Return the contact whose value is kept: as chosen, or the first that has one.

        What the kept contact has goes before what others have, as in Odoo.
        """
        chosen = (self.choices or {}).get(name)
        if chosen in partners.ids:
            return partners.browse(chosen)
        for partner in kept | partners:
            if partner_values.has_value(partner, name):
                return partner
        return kept

    def _get_row_names(self, partners, kept):
        """Return {name: label} of the rows; contacts have the address of a company."""
        labels = partner_values.get_compared_fields(partners)
        if kept.parent_id:
            return labels
        return {**labels, ADDRESS_ROW: self.env._("Address")}

    def _get_chosen_values(self, partners, kept):
        """Return the values that the kept contact has to have after the merge."""
        values = {}
        for name in self._get_row_names(partners, kept):
            giver = self._get_giver(name, partners, kept)
            values |= partner_values.read_value(giver, name)
        if values.get("parent_id") in partners.ids:
            del values["parent_id"]
        return values

    # ------------------------------------------------------------------
    # What is shown
    # ------------------------------------------------------------------

    def _compare(self):
        """Return what the screen shows: dict with ``members`` and ``rows``.

        Members have ``id``, ``name``, ``isKept``, ``isLeftOut``, ``note`` and ``facts``
        (label and text); rows have ``name``, ``label``, ``differs`` and ``values``
        (``id`` of the contact, ``text``, ``isKept``).
        """
        self.ensure_one()
        if self.state != "open" or not self.member_ids:
            return {"members": [], "rows": []}
        everybody = self.member_ids.partner_id
        merged = self._get_merged_partners()
        kept = self._get_kept_partner()
        facts = self._read_facts(everybody)
        refusals = everybody._read_campaign_refusals()
        return {
            "members": [
                {
                    "id": member.partner_id.id,
                    "name": member.partner_id.display_name,
                    "isKept": member.partner_id == kept,
                    "isLeftOut": member.is_left_out,
                    "note": self._get_member_note(
                        member.partner_id, refusals[member.partner_id.id]
                    ),
                    "facts": facts[member.partner_id],
                }
                for member in self.member_ids
            ],
            "rows": [
                row
                for name, label in self._get_row_names(everybody, kept).items()
                if (row := self._compare_field(name, label, everybody, merged, kept))
            ],
        }

    def _get_member_note(self, partner, refused):
        """Return what the user should know of a contact before it is merged.

        :param refused: what the contact refuses
        """
        notes = []
        if not partner.active:
            notes.append(self.env._("Archived"))
        elif partner.sudo().user_ids:
            notes.append(self.env._("Has a user account"))
        if refused:
            told = partner._tell_refusals(refused)
            notes.append(self.env._("Refused: %s. This is kept.", told))
        return " · ".join(notes)

    def _compare_field(self, name, label, everybody, merged, kept):
        texts = {one: partner_values.tell(one, name) for one in everybody}
        if not any(partner_values.has_value(one, name) for one in everybody):
            return None
        giver = self._get_giver(name, merged, kept)
        return {
            "name": name,
            "label": label,
            "differs": len(set(texts.values())) > 1,
            "values": [
                {"id": one.id, "text": text, "isKept": one == giver}
                for one, text in texts.items()
            ],
        }

    # ------------------------------------------------------------------
    # What hangs on each
    # ------------------------------------------------------------------

    def _read_facts(self, partners):
        """Return {contact: [{label, text}]}, as far as the user may see it."""
        company = self.env.company
        customers = self.env["crm.customer"].with_context(active_test=False)
        bought = customers.search(
            [("company_id", "=", company.id), ("partner_id", "in", partners.ids)]
        ).grouped("partner_id")
        counts = [
            (label, self._count(model, field, domain, partners))
            for model, field, domain, label in self._get_counted()
        ]
        return {
            partner: self._tell_purchases(bought.get(partner), company)
            + [
                {"label": label, "text": str(found[partner.id])}
                for label, found in counts
                if found.get(partner.id)
            ]
            + [
                {
                    "label": self.env._("Known Since"),
                    "text": format_date(self.env, partner.create_date),
                }
            ]
            for partner in partners
        }

    def _tell_purchases(self, customer, company):
        if not customer:
            return []
        facts = [
            (self.env._("Purchases"), str(customer.purchase_count)),
            (
                self.env._("Revenue"),
                format_amount(self.env, customer.amount_total, company.currency_id),
            ),
            (
                self.env._("Last Purchase"),
                format_date(self.env, customer.last_date) if customer.last_date else "",
            ),
            (
                self.env._("Last Contact"),
                customer.last_contact_date
                and format_date(self.env, customer.last_contact_date),
            ),
        ]
        return [{"label": label, "text": text} for label, text in facts if text]

    def _get_counted(self):
        """Return what is counted of each contact: (model, field, domain, label)."""
        return [
            ("sale.order", "partner_id", [], self.env._("Orders and Quotations")),
            (
                "crm.lead",
                "partner_id",
                [("type", "=", "opportunity"), ("won_status", "=", "pending")],
                self.env._("Open Deals"),
            ),
            ("crm.campaign.member", "partner_id", [], self.env._("Campaigns")),
            (
                "crm.contact.position",
                "organisation_id",
                [("is_current", "=", True)],
                self.env._("People There"),
            ),
            ("crm.contact.position", "person_id", [], self.env._("Jobs")),
            (
                "crm.customer.supply",
                "partner_id",
                [],
                self.env._("Supplies by Competitors"),
            ),
        ]

    def _count(self, model, field, domain, partners):
        groups = self.env[model]._read_group(
            [(field, "in", partners.ids), *domain], [field], ["__count"]
        )
        return {partner.id: count for partner, count in groups}
