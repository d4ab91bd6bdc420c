from odoo import fields, models
from odoo.tools import format_date, formatLang

#: How many categories are drawn.
_CATEGORIES = 5


class CrmCustomer(models.Model):
    """What a customer does, told in words."""

    _inherit = "crm.customer"

    behaviour = fields.Json(
        compute="_compute_behaviour",
        exportable=False,
        help="Sections with a title, a sentence, and bars.",
    )

    def _compute_behaviour(self):
        for customer in self:
            customer.behaviour = [
                section
                for section in customer._get_behaviour_sections()
                if section["sentence"]
            ]

    def _get_behaviour_sections(self):
        """Return what is told, from top to bottom.

        :return: list of dicts of ``name``, ``title``, ``sentence`` (empty: not told),
            ``is_warning`` (whether somebody should do something about it), ``bars``
            (dicts of ``label``, ``text`` and ``share`` of the whole, from 0 to 1) and
            ``door`` (None, or a dict of the ``method`` of this model that opens more
            and its ``label``)
        """
        return [
            self._tell_categories(),
            self._tell_basket(),
            self._tell_mailings(),
            self._tell_contact(),
            self._tell_deals(),
            self._tell_payment(),
        ]

    def _prepare_section(self, name, title, sentence, **values):
        return {
            "name": name,
            "title": title,
            "sentence": sentence,
            "is_warning": False,
            "bars": [],
            "door": None,
            **values,
        }

    def _join_sentences(self, *sentences):
        return " ".join(sentence for sentence in sentences if sentence)

    def _prepare_bar(self, label, text, share):
        return {"label": label, "text": text, "share": max(0.0, min(share, 1.0))}

    # ------------------------------------------------------------------
    # What they buy
    # ------------------------------------------------------------------

    def _tell_categories(self):
        _ = self.env._
        bought = self.category_ids.filtered(lambda row: row.purchase_count)
        names = [row.categ_id.display_name for row in bought[:3]]
        sentence = ""
        if names:
            sentence = {
                1: _("Buys %(first)s."),
                2: _("Buys mostly %(first)s, and %(second)s."),
                3: _("Buys mostly %(first)s, then %(second)s and %(third)s."),
            }[len(names)] % dict(zip(("first", "second", "third"), names, strict=False))
        return self._prepare_section(
            "categories",
            _("What They Buy"),
            sentence,
            bars=[
                self._prepare_bar(
                    row.categ_id.display_name,
                    _(
                        "%(share)s %%, last on %(day)s",
                        share=self._tell_percent(row.share),
                        day=self._tell_day(row.last_date),
                    ),
                    row.share,
                )
                for row in bought[:_CATEGORIES]
            ],
            door={"method": "action_open_categories", "label": _("All categories")},
        )

    def _tell_basket(self):
        _ = self.env._
        sentence, bars = "", []
        if self.purchase_count and self.basket_recent:
            sentence = self._tell_basket_change()
        if self.basket_direction:
            before = self.basket_recent / (1 + self.basket_trend)
            highest = max(before, self.basket_recent) or 1
            bars = [
                self._prepare_bar(label, self._tell_money(amount), amount / highest)
                for label, amount in (
                    (_("Last three purchases"), self.basket_recent),
                    (_("Before"), before),
                )
            ]
        return self._prepare_section(
            "basket",
            _("How Much at a Time"),
            sentence,
            is_warning=self.basket_direction == "falling",
            bars=bars,
        )

    def _tell_basket_change(self):
        _ = self.env._
        values = {
            "amount": self._tell_money(self.basket_recent),
            "change": self._tell_percent(abs(self.basket_trend)),
        }
        return {
            "rising": _(
                "Spends %(amount)s at a time lately, %(change)s %% more than before."
            ),
            "falling": _(
                "Spends %(amount)s at a time lately, %(change)s %% less than before."
            ),
            "stable": _("Spends %(amount)s at a time lately, about as much as before."),
            False: _(
                "Spends %(amount)s at a time. It takes five purchases to tell whether "
                "that rises or falls."
            ),
        }[self.basket_direction] % values

    # ------------------------------------------------------------------
    # How they answer
    # ------------------------------------------------------------------

    def _tell_mailings(self):
        _ = self.env._
        sent = self.mailing_sent_count
        counts = (
            (_("Opened"), self.mailing_opened_count),
            (_("Clicked"), self.mailing_clicked_count),
            (_("Replied"), self.mailing_replied_count),
            (_("Bounced"), self.mailing_bounced_count),
        )
        sentence = _("No mailing has been sent to them yet.")
        if sent:
            sentence = self._join_sentences(
                self._tell_reactions(), self._tell_best_channel()
            )
        return self._prepare_section(
            "mailings",
            _("Mailings"),
            sentence,
            is_warning=bool(sent) and not self.mailing_opened_count,
            bars=[
                self._prepare_bar(
                    label,
                    _("%(count)s of %(sent)s", count=count, sent=sent),
                    count / sent,
                )
                for label, count in counts
                if sent and (count or label == counts[0][0])
            ],
        )

    def _tell_reactions(self):
        _ = self.env._
        sent, opened = self.mailing_sent_count, self.mailing_opened_count
        if not opened:
            if sent == 1:
                return _("Got one mailing and did not open it.")
            return _("Got %s mailings and opened none of them.", sent)
        values = {
            "opened": opened,
            "sent": sent,
            "day": self._tell_day(self.mailing_reaction_date),
        }
        if not self.mailing_reaction_date:
            return _("Opened %(opened)s of %(sent)s mailings.", **values)
        return _(
            "Opened %(opened)s of %(sent)s mailings; the last reaction was on %(day)s.",
            **values,
        )

    def _tell_best_channel(self):
        _ = self.env._
        names = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("mailing_channel", "mailing_weekday")
        }
        values = {
            "channel": names["mailing_channel"].get(self.mailing_channel),
            "weekday": names["mailing_weekday"].get(self.mailing_weekday),
        }
        if self.mailing_channel and self.mailing_weekday:
            return _(
                "Best reached by: %(channel)s. Best weekday: %(weekday)s.", **values
            )
        if self.mailing_channel:
            return _("Best reached by: %(channel)s.", **values)
        return _("Best weekday: %(weekday)s.", **values) if values["weekday"] else ""

    def _tell_contact(self):
        _ = self.env._
        if not self.last_contact_date:
            sentence = _("Nobody of us has been in touch with them yet.")
        else:
            today = self.company_id._lifecycle_today()
            days = (today - self.last_contact_date).days
            sentence = {
                "activity": _("Somebody of us last did an activity for them %s."),
                "meeting": _("Somebody of us last met them %s."),
                "message": _("Somebody of us last wrote to them %s."),
            }[self.last_contact_kind] % self._tell_days_ago(days)
        return self._prepare_section("contact", _("Contact"), sentence)

    # ------------------------------------------------------------------
    # How they decide and pay
    # ------------------------------------------------------------------

    def _tell_deals(self):
        _ = self.env._
        return self._prepare_section(
            "deals",
            _("Lost Deals"),
            self._tell_lost() if self.lost_count else "",
            door={"method": "action_open_lost_deals", "label": _("Show them")},
        )

    def _tell_lost(self):
        _ = self.env._
        count = self.lost_count
        values = {
            "stage": self.lost_stage_id.sudo().display_name,
            "reason": self.lost_reason_id.sudo().display_name,
        }
        lost = _("One deal was lost") if count == 1 else _("%s deals were lost", count)
        if not self.lost_stage_id:
            place = ""
        elif count == 1:
            place = _(", at the stage %(stage)s", **values)
        else:
            place = _(", mostly at the stage %(stage)s", **values)
        reason = _("Reason: %(reason)s.", **values) if self.lost_reason_id else ""
        return self._join_sentences(f"{lost}{place}.", reason)

    def _tell_payment(self):
        _ = self.env._
        method = self.payment_method_line_id.sudo().display_name
        term = self.payment_term_id.sudo().display_name
        return self._prepare_section(
            "payment",
            _("Payment"),
            self._join_sentences(
                method and _("Usual method: %s.", method),
                term and _("Usual term: %s.", term),
            ),
        )

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    def _tell_percent(self, share):
        return formatLang(self.env, 100 * share, digits=0)

    def _tell_money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _tell_day(self, day):
        return format_date(self.env, day, date_format="long") if day else ""

    def _tell_days_ago(self, days):
        _ = self.env._
        if days <= 0:
            return _("today")
        if days == 1:
            return _("yesterday")
        return _("%s days ago", days)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_open_categories(self):
        """Open what the customer bought of each category."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_customer_category_action"
        )
        return action | {
            "domain": [("customer_id", "in", self.ids)],
            "context": {},
        }

    def action_open_lost_deals(self):
        """Open the deals that were lost with the customer."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lost Deals"),
            "res_model": "crm.lead",
            "view_mode": "list,kanban,form",
            "domain": [
                ("partner_id.commercial_partner_id", "in", self.partner_id.ids),
                ("won_status", "=", "lost"),
                ("company_id", "in", [False, *self.company_id.ids]),
            ],
            "context": {"active_test": False, "create": False},
        }
