from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..facts.interval import wilson
from .crm_assessment_level import AXES

#: With fewer assessments after a kind of contact, half of the range from 0 to 100 %
#: remains possible: nothing can be told.
FEWEST_CHANGES = 20


class CrmCustomerAssessment(models.Model):
    """Potential and loyalty in one picture, and what went before they rose."""

    _inherit = "crm.customer.assessment"

    @api.model
    def _get_latest_query(self, company, day):
        """Return a SELECT of the levels of each partner at the end of a day.

        Only from assessments that the user may see. Of potential and loyalty each, the
        latest that was entered.

        :return: SQL with the columns partner_id, potential_id, loyalty_id and date
        """
        self.flush_model()
        seen = self._search([("company_id", "=", company.id), ("date", "<=", day)])
        return SQL(
            """
            SELECT partner_id, MAX(date) AS date,
                   (ARRAY_AGG(potential_id ORDER BY date DESC, id DESC)
                       FILTER (WHERE potential_id IS NOT NULL))[1] AS potential_id,
                   (ARRAY_AGG(loyalty_id ORDER BY date DESC, id DESC)
                       FILTER (WHERE loyalty_id IS NOT NULL))[1] AS loyalty_id
              FROM crm_customer_assessment
             WHERE id IN %s
             GROUP BY partner_id
            """,
            seen.subselect(),
        )

    @api.model
    @api.readonly
    def get_assessment_matrix(self, company_id=None, day=None, is_company=True):
        """Return the matrix of potential and loyalty, and what was followed by a rise.

        :param company_id: one of the user's companies; the present one if left out
        :param day: ISO date as of which; today if left out
        :param is_company: organisations, or else people
        :return: dict with ``company``, ``companies``, ``day``, ``today``,
            ``is_company``, ``potentials`` (the highest first) and ``loyalties`` (the
            lowest first): dicts of ``id``, ``name``, ``value``; ``cells``: dicts of
            ``potential_id``, ``loyalty_id``, ``count`` and ``amount``; ``partial``: how
            many were assessed on one scale only; ``followed``: {scale: list of dicts,
            see :meth:`_tell_followed`}; ``can_configure``
        """
        company = self.env["crm.lifecycle.segment"]._get_matrix_company(company_id)
        today = company._lifecycle_today()
        day = min(fields.Date.to_date(day) or today, today)
        rows = self.env.execute_query_dict(
            self._get_cells_query(company, day, bool(is_company))
        )
        whole = [row for row in rows if row["potential_id"] and row["loyalty_id"]]
        levels = self.env["crm.assessment.level"]
        used = [row[f"{axis}_id"] for row in whole for axis, _label in AXES]
        shown = levels.search(["|", ("active", "=", True), ("id", "in", used)])
        shown |= levels.browse(used)
        return {
            **company._prepare_choice(),
            "day": day,
            "today": today,
            "is_company": bool(is_company),
            "potentials": self._prepare_levels(shown, "potential")[::-1],
            "loyalties": self._prepare_levels(shown, "loyalty"),
            "cells": whole,
            "partial": sum(row["count"] for row in rows if row not in whole),
            "followed": {
                axis: self._tell_followed(company, axis, bool(is_company))
                for axis, _label in AXES
            },
            "fewest": FEWEST_CHANGES,
            "can_configure": levels.has_access("write"),
        }

    def _prepare_levels(self, levels, axis):
        return [
            {"id": level.id, "name": level.name, "value": level.value}
            for level in levels.filtered(lambda level: level.axis == axis).sorted(
                lambda level: (level.value, level.sequence, level.id)
            )
        ]

    def _get_cells_query(self, company, day, is_company):
        """Return the SELECT of the cells, with revenue of the 12 months until the day.

        An organisation's is what it bought; a person's is what was bought through
        them, or by them if they buy for themselves.
        """
        buyer = "partner_id" if is_company else "contact_id"
        return SQL(
            """
            WITH latest AS MATERIALIZED (
                     SELECT latest.*
                       FROM (%(latest)s) AS latest
                       JOIN res_partner AS partner ON partner.id = latest.partner_id
                      WHERE COALESCE(partner.is_company, FALSE) = %(is_company)s
                        AND partner.active
                 ),
                 bought AS (
                     SELECT %(buyer)s AS partner_id, SUM(amount) AS amount
                       FROM (%(purchases)s) AS purchase
                      WHERE %(buyer)s IN (SELECT partner_id FROM latest)
                      GROUP BY %(buyer)s
                 )
            SELECT potential_id, loyalty_id, COUNT(*) AS count,
                   COALESCE(SUM(bought.amount), 0)::float AS amount
              FROM latest
              LEFT JOIN bought USING (partner_id)
             GROUP BY potential_id, loyalty_id
            """,
            latest=self._get_latest_query(company, day),
            is_company=is_company,
            buyer=SQL.identifier(buyer),
            purchases=self._get_year_query(company, day),
        )

    def _get_year_query(self, company, day):
        """Return a SELECT of the purchases of 12 months that the user may see."""
        bought = self.env["crm.purchase"]._search(
            [
                ("company_id", "=", company.id),
                ("date", ">", day - relativedelta(years=1)),
                ("date", "<=", day),
            ]
        )
        return bought.select(
            *(
                SQL.identifier(bought.table, name)
                for name in ("partner_id", "contact_id", "amount")
            )
        )

    def _tell_followed(self, company, axis, is_company):
        """Return what each kind of contact was followed by, the best known first.

        :return: list of dicts with ``kind`` (or False for no contact in between),
            ``label``, ``count``, ``rises``, ``falls``, ``same``, ``share``, ``lower``,
            ``upper`` (ends of its interval of 95 %) and ``is_few``
        """
        changes = self.env["crm.assessment.change"]
        rows = changes._read_group(
            [
                ("company_id", "=", company.id),
                ("axis", "=", axis),
                ("is_company", "=", is_company),
            ],
            ["kind"],
            ["__count", "rise:sum", "fall:sum"],
        )
        labels = dict(changes._fields["kind"]._description_selection(self.env))
        told = []
        for kind, count, rises, falls in rows:
            lower, upper = wilson(rises, count)
            told.append(
                {
                    "kind": kind,
                    "label": labels.get(kind, kind),
                    "count": count,
                    "rises": rises,
                    "falls": falls,
                    "same": count - rises - falls,
                    "share": rises / count,
                    "lower": lower,
                    "upper": upper,
                    "is_few": count < FEWEST_CHANGES,
                }
            )
        return sorted(
            told, key=lambda row: (row["is_few"], -row["share"], row["label"])
        )
