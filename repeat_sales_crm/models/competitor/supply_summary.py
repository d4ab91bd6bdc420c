"""Who supplies some customers, with shares, in words: what their screens show."""

from decimal import Decimal

from odoo.fields import Domain
from odoo.tools import format_date, formatLang

from . import shares


def exact(number, digits=2):
    """Return the decimal number that a float of Odoo stands for."""
    return Decimal(repr(round(number, digits)))


class SupplySummaries:
    """Reads as the user what is known of some customers of a company.

    The arithmetic is that of :mod:`.shares`, as the reports do it in SQL.
    """

    def __init__(self, env, company, partners):
        self.env = env
        self.company = company
        self.today = company._lifecycle_today()
        # A record that is being made has an id only where it comes from.
        self.partner_ids = partners._origin.ids or partners.ids

    def build(self):
        """Return {partner id: {"wallets": [...]}}.

        A wallet has ``category``, ``total`` (text), ``parts`` (label, text, share from
        0 to 1, party, competitor and supply ids), and a ``warning`` where facts
        contradict.
        """
        claims, budgets, bought = self._claims(), self._budgets(), self._bought()
        keys = sorted({*claims, *budgets}, key=lambda key: (key[0], key[1].id or 0))
        summaries = {}
        for partner_id, category in keys:
            wallet = self._describe(
                category,
                claims.get((partner_id, category), []),
                budgets.get((partner_id, category)),
                self._ours(bought.get(partner_id, []), category),
            )
            summaries.setdefault(partner_id, {"wallets": []})["wallets"].append(wallet)
        return summaries

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def _domain(self):
        return [
            ("company_id", "=", self.company.id),
            ("partner_id", "in", self.partner_ids),
        ]

    def _claims(self):
        """Return {(partner id, category): current supplies}."""
        model = self.env["crm.customer.supply"]
        found = model.search(
            model._get_standings(self.today)["current"] & Domain(self._domain())
        )
        return self._by_wallet(found.sorted(lambda supply: -supply.share))

    def _budgets(self):
        """Return {(partner id, category): the latest budget of today}."""
        found = self.env["crm.customer.budget"].search(
            [
                *self._domain(),
                ("date_from", "<=", self.today),
                ("date_to", ">=", self.today),
                ("observed_date", "<=", self.today),
            ],
            order="observed_date DESC, id DESC",
        )
        return {key: group[0] for key, group in self._by_wallet(found).items()}

    def _bought(self):
        """Return {partner id: rows of what was bought}."""
        found = self.env["crm.customer.category"].search(self._domain())
        return {
            partner.id: rows for partner, rows in found.grouped("partner_id").items()
        }

    def _by_wallet(self, records):
        return records.grouped(lambda line: (line.partner_id.id, line.categ_id))

    def _ours(self, rows, category):
        """Return what was bought of a category and of those below it, in a year."""
        path = category.parent_path or ""
        return sum(
            (
                exact(row.amount_year)
                for row in rows
                if (row.categ_id.parent_path or "").startswith(path)
            ),
            Decimal(0),
        )

    # ------------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------------

    def _describe(self, category, supplies, budget, ours):
        claims = [
            shares.Claim(
                exact(supply.share) / 100 if supply.share else None,
                exact(supply.yearly_amount) if supply.yearly_amount else None,
            )
            for supply in supplies
        ]
        wallet = shares.divide(
            ours,
            exact(budget.yearly_amount) if budget else None,
            claims,
            self.company.currency_id.decimal_places,
        )
        return {
            "category": category.name or self.env._("All products"),
            "category_id": category.id,
            "total": wallet.total is not None and self._money(wallet.total),
            "basis": self._explain_basis(wallet, budget),
            "parts": self._parts(wallet, supplies, claims),
            "warning": self._warn(wallet, supplies, budget),
        }

    def _parts(self, wallet, supplies, claims):
        parts = [self._part(self.env._("We"), "ours", wallet.ours_share, wallet.ours)]
        for supply, claim in zip(supplies, claims, strict=True):
            amount = wallet.part(claim)
            share = claim.share
            if wallet.total and amount is not None:
                share = amount / wallet.total
            label = supply.competitor_id.display_name or self.env._("Somebody")
            part = self._part(label, "theirs", share, amount)
            parts.append(part | self._details(supply))
        if wallet.unknown_share:
            parts.append(
                self._part(
                    self.env._("Nobody knows"),
                    "unknown",
                    wallet.unknown_share,
                    wallet.unknown,
                )
            )
        return parts

    def _part(self, label, party, share, amount):
        percent = (
            f"{round(100 * share)} %" if share is not None else self.env._("unknown")
        )
        money = self._money(amount) if amount else ""
        return {
            "label": label,
            "party": party,
            "share": float(share or 0),
            "text": " · ".join(filter(None, (percent, money))),
        }

    def _details(self, supply):
        """Return what else is known of a supply, the important first."""
        told = []
        if supply.contract_end:
            day = format_date(self.env, supply.contract_end)
            told.append(self.env._("contract until %s", day))
        if supply.price:
            told.append(self.env._("price %s", self._money(supply.price)))
        if supply.terms:
            told.append(supply.terms)
        told.append(self._source(supply))
        return {
            "supply_id": supply.id,
            "competitor_id": supply.competitor_id.id,
            "details": ", ".join(told),
        }

    def _source(self, record):
        labels = dict(record._fields["source"]._description_selection(self.env))
        source = record.source_note or labels.get(record.source)
        day = format_date(self.env, record.observed_date)
        if not source:
            return self.env._("seen on %s", day)
        return self.env._("seen on %(day)s (%(told_by)s)", day=day, told_by=source)

    def _explain_basis(self, wallet, budget):
        if wallet.basis == shares.ENTERED:
            kind = (
                self.env._("our estimate")
                if budget.is_estimate
                else self.env._("their budget")
            )
            return f"{kind}, {self._source(budget)}"
        if wallet.basis == shares.DERIVED:
            return self.env._("at least, from what is known")
        return self.env._("how much in all is not known")

    def _warn(self, wallet, supplies, budget):
        """Say what contradicts what, with the sources, and what to do."""
        if not wallet.contradictions:
            return False
        texts = {
            shares.BUDGET_LOW: self.env._(
                "They bought more from us in a year than the budget says."
            ),
            shares.OVER: self.env._("The parts are more than the whole."),
            shares.MISMATCH: self.env._(
                "A share and an amount do not say the same thing."
            ),
        }
        sources = [
            f"{supply.competitor_id.display_name or self.env._('Somebody')}: "
            f"{self._source(supply)}"
            for supply in supplies
        ]
        if budget:
            sources.append(self.env._("Budget: %s", self._source(budget)))
        return " ".join(
            [
                *(texts[code] for code in wallet.contradictions),
                self.env._("Ask again, and enter what is true."),
                "; ".join(sources),
            ]
        )

    def _money(self, amount):
        return formatLang(
            self.env, float(amount), digits=0, currency_obj=self.company.currency_id
        )
