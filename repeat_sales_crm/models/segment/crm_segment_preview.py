from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

#: What says who is in, and what the form shows of it.
_RULE = ("name", "company_id", "lifecycle_segment_ids", "domain")
_NUMBERS = {
    "active_share",
    "amount_total",
    "customer_count",
    "customer_share",
    "preview",
    "problem",
}


class CrmSegment(models.Model):
    """What is shown of a segment while its rule is being written."""

    _inherit = "crm.segment"

    preview = fields.Json(
        compute="_compute_preview",
        help="How many are in, what they bought, and some of them, as the form shows "
        "it.",
    )
    can_edit = fields.Boolean(compute="_compute_can_edit")

    @api.depends("customer_count", "sample_ids", "problem")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_preview(self):
        for segment in self:
            segment.preview = {
                "count": segment.customer_count,
                "share": segment.customer_share,
                "amount": segment.amount_total,
                "active_share": segment.active_share,
                "currency_id": segment.currency_id.id,
                "sample": [
                    segment._prepare_example(customer)
                    for customer in segment.sample_ids
                ],
            }

    def _prepare_example(self, customer):
        return {
            "id": customer._origin.id,
            "name": customer.partner_id.display_name,
            "cell": customer.segment_id.name or "",
            "color": customer.segment_id.color or "",
            "amount": customer.amount_total,
            "last_date": fields.Date.to_string(customer.last_date) or "",
        }

    @api.depends_context("uid")
    def _compute_can_edit(self):
        changeable = self._origin._filtered_access("write")
        for segment in self:
            segment.can_edit = not segment._origin or segment._origin in changeable

    # ------------------------------------------------------------------
    # What the form asks for
    # ------------------------------------------------------------------

    def onchange(self, values, field_names, fields_spec):
        """Look through the customers for the rule as it is now, and only for it.

        Odoo would also count by the rule as it was, to see whether the numbers differ,
        and count again after a change that has nothing to do with the rule.
        """
        is_opened = not field_names
        numbers = _NUMBERS & fields_spec.keys()
        result = super().onchange(
            values,
            field_names,
            {name: fields_spec[name] for name in fields_spec if name not in numbers},
        )
        if numbers and (is_opened or not {*_RULE}.isdisjoint(field_names)):
            draft = self._draft(
                {name: values[name] for name in _RULE if name in values}
            )
            result.setdefault("value", {}).update(
                (name, self._fields[name].convert_to_read(draft[name], draft))
                for name in numbers
            )
        return result

    def _draft(self, values):
        """Return the segment as it would be with these values of the form."""
        if not self:
            return self.new(values)
        draft = self.new({name: self[name] for name in _RULE}, origin=self)
        draft._update_cache(values)
        return draft

    @api.model
    @api.readonly
    def get_cells(self, company_id):
        """Return the cells to choose from.

        :return: dict with ``columns`` (recency bands) and ``rows`` (purchases bands,
            the most purchases first; each with its ``cells``), all with ``id`` and
            ``name``; bands with ``limits``, cells with ``color`` and ``count``
        """
        company = self.env["res.company"].browse(company_id) & self.env.companies
        axes = company._get_lifecycle_axes() if company else {}
        numbers, _outside = self.env["crm.customer"]._read_cells(company)
        cells = {
            (cell.count_band_id, cell.recency_band_id): cell
            for cell in self.env["crm.lifecycle.segment"].search(
                [("company_id", "=", company.id)]
            )
        }
        columns = axes.get("recency", [])
        return {
            "columns": [self._prepare_band(band) for band in columns],
            "rows": [
                self._prepare_band(row)
                | {
                    "cells": [
                        self._prepare_cell(cells[row, column], numbers)
                        for column in columns
                        if (row, column) in cells
                    ]
                }
                for row in reversed(axes.get("count", []))
            ],
        }

    def _prepare_band(self, band):
        return {"id": band.id, "name": band.name, "limits": band.limits}

    def _prepare_cell(self, cell, numbers):
        return {
            "id": cell.id,
            "name": cell.name,
            "color": cell.color,
            "count": numbers.get(cell.id, (0, 0.0))[0],
        }

    @api.model
    @api.readonly
    def get_overlap(self, values, other_id):
        """Compare who would be in with who is in another segment.

        :param values: dict with ``company_id``, ``cell_ids`` and ``domain``, as they
            are in the form
        :return: dict with the numbers of customers who are in ``both``, only ``here``
            and only ``there``, or with the ``problem`` of the other segment
        """
        draft = self.new(
            {
                "company_id": values["company_id"],
                "lifecycle_segment_ids": [Command.set(values["cell_ids"])],
                "domain": values["domain"],
            }
        )
        other = self.browse(other_id)
        try:
            here, there = draft._get_rule_domain(), other._get_rule_domain()
        except UserError as error:
            return {"problem": str(error)}
        counts = {
            key: count
            for key, (count, _amount, _active) in self._read_numbers(
                {"both": here & there, "here": here, "there": there}
            ).items()
        }
        return {
            "both": counts["both"],
            "here": counts["here"] - counts["both"],
            "there": counts["there"] - counts["both"],
        }
