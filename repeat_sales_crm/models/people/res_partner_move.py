from datetime import date
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import models
from odoo.tools import format_date, formatLang


class Bought(NamedTuple):
    """What an organisation bought through one person, in a company's currency."""

    count: int
    amount: float
    amount_year: float
    first: date
    last: date


class ResPartner(models.Model):
    """What is told to sellers when a person changes job."""

    _inherit = "res.partner"

    def _read_purchases_through(self, company):
        """Return what was bought through this contact: {organisation: ``Bought``}.

        Only what the user may see. ``amount_year`` is that of the last 12 months.
        """
        self.ensure_one()
        purchases = self.env["crm.purchase"]
        through = [("contact_id", "=", self.id), ("company_id", "=", company.id)]
        aggregates = ["purchase_count:sum", "amount:sum", "date:min", "date:max"]
        rows = purchases._read_group(through, ["partner_id"], aggregates)
        begin = company._lifecycle_today() - relativedelta(years=1)
        year = dict(
            purchases._read_group(
                [*through, ("date", ">", begin)], ["partner_id"], ["amount:sum"]
            )
        )
        return {
            buyer.sudo(): Bought(count, amount, year.get(buyer, 0), first, last)
            for buyer, count, amount, first, last in rows
        }

    def _get_move_warnings(self, old, new):
        """Return what sellers should know before they follow somebody to ``new``.

        :param old: the organisation left; may be empty
        :param new: the organisation joined; may be empty
        :return: list of sentences
        """
        if not new:
            return []
        relations = self.env["crm.partner.relation"]
        rivals = relations._get_related(new, ["rival"]).get(new.sudo(), new.browse())
        ours = self.env["res.company"].sudo().search([]).partner_id
        customers = (
            self.env["crm.customer"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", (rivals - ours).ids),
                    ("company_id", "=", self.env.company.id),
                    ("purchase_count", ">", 0),
                ]
            )
            .partner_id
        )
        lines = []
        if rivals & ours:
            lines.append(self.env._("%s is a competitor of ours.", new.name))
        for rival in customers | (rivals & old.sudo()):
            lines.append(
                self.env._(
                    "%(new)s is a rival of our customer %(customer)s.",
                    new=new.name,
                    customer=rival.name,
                )
                if rival in customers
                else self.env._(
                    "%(new)s is a rival of %(old)s.", new=new.name, old=rival.name
                )
            )
        return lines

    def _tell_loss(self, organisation, company, user):
        """Return what hung on this contact at an organisation, as HTML for ``user``."""
        self.ensure_one()
        reader = self.with_user(user).with_company(company)
        bought = reader._read_purchases_through(company).get(organisation.sudo())
        if not bought:
            return Markup("<p>%s</p>") % self.env._(
                "%(person)s has left %(company)s. No purchases through this person are "
                "known. Who takes over?",
                person=self.name,
                company=organisation.name,
            )
        return Markup("<p>%s</p>") % self.env._(
            "%(person)s has left %(company)s, which bought %(count)s times through "
            "this person: %(total)s in all, %(year)s of it in the last 12 months. Who "
            "takes over?",
            person=self.name,
            company=organisation.name,
            count=bought.count,
            total=self._format_company_amount(bought.amount, company),
            year=self._format_company_amount(bought.amount_year, company),
        )

    def _tell_career(self, company, user):
        """Return the career, and what was bought through this contact, as HTML.

        ``user``, who will read it, sees amounts of customers that they may see.
        """
        self.ensure_one()
        reader = self.with_user(user).with_company(company)
        seen = reader._read_purchases_through(company)
        known = self.sudo().with_company(company)._read_purchases_through(company)
        items = [self._tell_position(position) for position in self.sudo().position_ids]
        for organisation, bought in known.items():
            items.append(self._tell_bought(organisation, bought, seen, company))
        rows = Markup().join(Markup("<li>%s</li>") % item for item in items)
        intro = self.env._("What we know of %s:", self.name)
        return Markup("<p>%s</p><ul>%s</ul>") % (intro, rows)

    def _tell_position(self, position):
        unknown = self.env._("unknown")
        days = [
            format_date(self.env, day) if day else unknown
            for day in (position.date_from, position.date_to)
        ]
        if position.is_current:
            days[1] = self.env._("today")
        attitudes = dict(position._fields["attitude"]._description_selection(self.env))
        job = [
            position.job,
            position.role_id.name,
            attitudes.get(position.attitude),
        ]
        return self.env._(
            "%(begin)s to %(end)s: %(organisation)s%(job)s",
            begin=days[0],
            end=days[1],
            organisation=position.organisation_id.name or position.organisation_name,
            job="".join(f", {part}" for part in job if part),
        )

    def _tell_bought(self, organisation, bought, seen, company):
        text = self.env._(
            "%(organisation)s bought %(count)s times through %(person)s, last on "
            "%(last)s",
            organisation=organisation.name,
            count=bought.count,
            person=self.name,
            last=format_date(self.env, bought.last),
        )
        if organisation not in seen:
            return text
        amount = self._format_company_amount(bought.amount, company)
        return self.env._("%(text)s: %(amount)s in all", text=text, amount=amount)

    def _format_company_amount(self, amount, company):
        return formatLang(self.env, amount, currency_obj=company.currency_id)
