from odoo import fields, models
from odoo.tools import SQL, format_amount, format_date

from ..lifecycle import company_day
from ..lifecycle.customer_state import Scope
from .refusal_query import is_refused_address

#: How many lines a section of a card has at most.
_LINES = 5


class CrmCampaignAction(models.Model):
    """A card of the call list: all that helps to talk to the customer.

    A section is a name in :meth:`_get_card_sections` and a method
    ``_get_card_<name>(customer)`` that returns lines: dictionaries with ``text`` and,
    where it helps, ``detail``, ``is_warning``, and ``model`` and ``res_id`` to open.
    A section may have a door, see :meth:`_get_card_doors`. Sections with neither lines
    nor a door are not shown. Other rooms and addons add theirs.
    """

    _inherit = "crm.campaign.action"

    def get_call_card(self):
        """Claim a card, and return all that is on it.

        Facts of the customer are told to whoever has to call, documents only as far
        as the user may see them.

        :return: a dictionary; only ``taken`` (why), where somebody else has the card
        """
        self.ensure_one()
        if not self._claim_card(fields.Datetime.now()):
            return {"id": self.id, "taken": self._tell_taken()}
        customer = (
            self.env["crm.customer"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("partner_id", "=", self.partner_id.id),
                ]
            )
        )
        return {
            "id": self.id,
            **self._prepare_person(),
            **self._prepare_reasons(customer),
            "also": self._prepare_others(),
            "outcomes": self.env["crm.campaign.outcome"]._prepare_buttons(self),
            "sections": self._prepare_sections(customer),
        }

    def _prepare_person(self):
        partner = self.partner_id
        contact = self.contact_id or partner
        place = ", ".join(filter(None, (contact.city, contact.country_id.code)))
        company = partner.name if contact != partner else ""
        return {
            "partner_id": partner.id,
            "contact_id": contact.id,
            "name": contact.name or contact.display_name,
            "function": contact.function or "",
            "place": " · ".join(filter(None, (company, place))),
            "tz": contact.tz or partner.tz or "",
            "phone": contact.phone or "",
            "dial": (contact.phone_sanitized or contact.phone or "").replace(" ", ""),
            "email": contact.email or "",
        }

    def _prepare_reasons(self, customer):
        action = self.sudo()
        step = action.step_id
        return {
            "kind": self.kind,
            "icon": step._get_kind_info().icon,
            "campaign": action.campaign_id.name,
            "step": action.activity_id.summary or step.name,
            "badge": customer.segment_id.name or "",
            "color": customer.segment_id.color or "",
            "why": customer.explanation or "",
            "say": action.activity_id.note or "",
            "call_at": self.call_at and fields.Datetime.to_string(self.call_at),
            "attempts": len(action.attempt_ids),
            "warnings": self._get_card_warnings(customer),
        }

    def _prepare_others(self):
        """Return the other open cards for the customer; one conversation may do all."""
        return [
            {
                "id": other.id,
                "campaign": other.campaign_id.name,
                "step": other.activity_id.summary or other.step_id.name,
                "say": other.activity_id.note or "",
            }
            for other in self._find_other_cards(fields.Datetime.now()).sudo()
        ]

    def _get_card_warnings(self, customer):
        """Return sentences about what a caller should know before anything else."""
        contact = self.contact_id or self.partner_id
        warnings = []
        campaign = self.sudo().campaign_id
        if campaign.state == "paused" or not campaign.active:
            warnings.append(self.env._("The campaign is paused."))
        if contact.campaign_phone_is_wrong:
            warnings.append(self.env._("Somebody said that this number is wrong."))
        if contact.campaign_opt_out or self.partner_id.campaign_opt_out:
            warnings.append(self.env._("Wants no campaigns."))
        elif self._is_address_refused():
            warnings.append(self.env._("This number was refused: do not call it."))
        if self._has_complaint():
            warnings.append(self.env._("A complaint is open."))
        if overdue := self._get_overdue():
            amount = format_amount(self.env, overdue, self.company_id.currency_id)
            warnings.append(self.env._("Invoices overdue: %s", amount))
        if customer.next_move_date and customer.segment_id:
            days = (customer.next_move_date - self.company_id._lifecycle_today()).days
            if 0 <= days <= 7:
                warnings.append(
                    self.env._(
                        "Leaves “%(segment)s” in %(days)s days.",
                        segment=customer.segment_id.name,
                        days=days,
                    )
                )
        return warnings

    def _is_address_refused(self):
        if not self.address:
            return False
        condition = is_refused_address(SQL("%s::text", self.address))
        self.env.flush_all()
        [[refused]] = self.env.execute_query(SQL("SELECT %s", condition))
        return refused

    def _has_complaint(self):
        condition = self.sudo().campaign_id._get_complaint_condition(
            SQL("%s", self.partner_id.id)
        )
        [[found]] = self.env.execute_query(SQL("SELECT %s", condition))
        return found

    def _get_overdue(self):
        """Return what is overdue, as far as the user may see invoices."""
        invoices = self.env["account.move"]
        if not invoices.has_access("read"):
            return 0.0
        [[amount]] = invoices._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("commercial_partner_id", "=", self.partner_id.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
                ("invoice_date_due", "<", self.company_id._lifecycle_today()),
            ],
            [],
            ["amount_residual_signed:sum"],
        )
        return amount or 0.0

    # ------------------------------------------------------------------
    # Sections
    # ------------------------------------------------------------------

    def _get_card_sections(self):
        """Return the sections of a card: (name, title), in their order."""
        return [
            ("purchases", self.env._("Last purchases")),
            ("deals", self.env._("Open deals")),
            ("people", self.env._("People")),
            ("history", self.env._("Contacts")),
        ]

    def _prepare_sections(self, customer):
        sections = []
        doors = self._get_card_doors()
        for name, title in self._get_card_sections():
            lines = getattr(self, f"_get_card_{name}")(customer)
            door = doors.get(name)
            if lines or door:
                sections.append(
                    {"name": name, "title": title, "lines": lines, "door": door}
                )
        return sections

    def _get_card_doors(self):
        """Return what can be entered from a section, while talking.

        :return: {name of a section: ``{"title", "method"}``}; the method is one of this
            model, and returns the action of a dialog
        """
        return {}

    def _get_card_purchases(self, _customer):
        purchases = self.env["crm.purchase"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("partner_id", "=", self.partner_id.id),
            ],
            order="date desc, id desc",
            limit=_LINES,
        )
        products = self._name_products(purchases)
        return [
            {
                "text": " · ".join(
                    (
                        format_date(self.env, purchase.date),
                        products.get(
                            (purchase.document_model, purchase.document_id),
                            purchase.reference or "",
                        ),
                        format_amount(self.env, purchase.amount, purchase.currency_id),
                    )
                ),
                "model": purchase.document_model,
                "res_id": purchase.document_id,
            }
            for purchase in purchases
        ]

    def _name_products(self, purchases):
        """Return {(model, id): product} of the biggest line of each document."""
        names = {}
        for model, line_model, parent in (
            ("sale.order", "sale.order.line", "order_id"),
            ("account.move", "account.move.line", "move_id"),
        ):
            ids = [one.document_id for one in purchases if one.document_model == model]
            lines = self.env[line_model].sudo()
            for line in lines.search(
                [(parent, "in", ids), ("product_id", "!=", False)],
                order="price_subtotal, id desc",
            ):
                names[model, line[parent].id] = line.product_id.name
        return names

    def _get_card_deals(self, _customer):
        leads = self.env["crm.lead"]
        if not leads.has_access("read"):
            return []
        deals = leads.search(
            [
                ("type", "=", "opportunity"),
                ("won_status", "=", "pending"),
                ("partner_id.commercial_partner_id", "=", self.partner_id.id),
                ("company_id", "in", (False, self.company_id.id)),
            ],
            limit=_LINES,
        )
        return [
            {
                "text": deal.name,
                "detail": " · ".join(
                    (
                        deal.stage_id.name or "",
                        format_amount(
                            self.env, deal.expected_revenue, deal.company_currency
                        ),
                    )
                ),
                "model": "crm.lead",
                "res_id": deal.id,
            }
            for deal in deals
        ]

    def _get_card_people(self, _customer):
        people = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "=", self.partner_id.id),
                ("id", "!=", self.partner_id.id),
                ("type", "=", "contact"),
            ],
            limit=_LINES,
        )
        return [
            {
                "text": person.name or person.display_name,
                "detail": " · ".join(filter(None, (person.function, person.phone))),
                "model": "res.partner",
                "res_id": person.id,
            }
            for person in people
        ]

    def _get_card_history(self, customer):
        """Return the latest contacts: by campaigns, and by anybody else."""
        known = self._get_attempts() + self._get_messages()
        days = {day for day, _text in known}
        others = [
            (day, text) for day, text in self._get_others(customer) if day not in days
        ]
        lines = sorted(known + others, key=lambda line: line[0], reverse=True)
        return [
            {"text": f"{format_date(self.env, day)} · {text}"}
            for day, text in lines[: _LINES + 1]
        ]

    def _get_attempts(self):
        attempts = (
            self.env["crm.campaign.attempt"]
            .sudo()
            .search([("partner_id", "=", self.partner_id.id)], limit=_LINES)
        )
        tz = self._get_user_tz()
        return [
            (
                company_day.local_day(attempt.moment, tz),
                " · ".join(
                    filter(
                        None,
                        (
                            attempt.outcome_id.name,
                            attempt.user_id.name,
                            attempt.note,
                        ),
                    )
                ),
            )
            for attempt in attempts
            if attempt.company_id == self.company_id
        ]

    def _get_messages(self):
        """Return what campaigns sent by machine."""
        sent = self.sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("channel_group", "=", "message"),
                ("state", "=", "done"),
                ("contact_at", "!=", False),
            ],
            order="contact_at desc",
            limit=_LINES,
        )
        tz = self._get_user_tz()
        return [
            (company_day.local_day(one.contact_at, tz), one.step_id.name)
            for one in sent
        ]

    def _get_others(self, customer):
        company = self.company_id.sudo()
        scope = Scope.of([self.partner_id.id])
        kinds = dict(
            customer._fields["last_contact_kind"]._description_selection(self.env)
        )
        records = customer._get_contact_records(company, scope)
        contacts = customer._get_contacts(
            records, company, scope, company._lifecycle_today()
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT day, kind FROM (%s) AS contact"
                " ORDER BY day DESC LIMIT %s",
                contacts,
                _LINES,
            )
        )
        return [(day, kinds[kind]) for day, kind in rows]
