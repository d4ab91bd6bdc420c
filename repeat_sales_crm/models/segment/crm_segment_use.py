from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmSegment(models.Model):
    """What segments are used for: mailings, favourites, files, actions."""

    _inherit = "crm.segment"

    mailing_ids = fields.One2many(
        "mailing.mailing",
        "segment_id",
        groups="mass_mailing.group_mass_mailing_user",
    )
    mailing_count = fields.Integer(
        compute="_compute_mailing_count",
        groups="mass_mailing.group_mass_mailing_user",
    )

    run_ids = fields.One2many("crm.segment.run", "segment_id", string="Actions")
    run_count = fields.Integer(compute="_compute_run_count")

    @api.depends("mailing_ids")
    def _compute_mailing_count(self):
        counts = dict(
            self.env["mailing.mailing"]._read_group(
                [("segment_id", "in", self.ids)], ["segment_id"], ["__count"]
            )
        )
        for segment in self:
            segment.mailing_count = counts.get(segment._origin, 0)

    @api.depends("run_ids")
    @api.depends_context("uid")
    def _compute_run_count(self):
        counts = dict(
            self.env["crm.segment.run"]._read_group(
                [("segment_id", "in", self.ids)], ["segment_id"], ["__count"]
            )
        )
        for segment in self:
            segment.run_count = counts.get(segment._origin, 0)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_open_runs(self):
        """Open the actions that ran over the segment."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_segment_run_action"
        )
        return action | {"domain": [("segment_id", "=", self.id)]}

    def action_send_mailing(self):
        """Open a new e-mail mailing to who is in."""
        return self._open_new_mailing("mass_mailing.mailing_mailing_action_mail")

    def action_send_sms(self):
        """Open a new SMS mailing to who is in."""
        return self._open_new_mailing("mass_mailing_sms.mailing_mailing_action_sms")

    def _open_new_mailing(self, xml_id):
        self._check_usable()
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        is_sms = xml_id.endswith("sms")
        return {
            "type": "ir.actions.act_window",
            "name": action["name"],
            "res_model": "mailing.mailing",
            "views": [(False, "form")],
            "context": {
                "default_mailing_type": "sms" if is_sms else "mail",
                "mailing_sms": is_sms,
                "default_mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "default_segment_id": self.id,
            },
        }

    def action_open_mailings(self):
        """Open the mailings that went, or will go, to the segment."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mass_mailing.mailing_mailing_action_mail"
        )
        return action | {
            "domain": [("segment_id", "=", self.id)],
            "context": {},
        }

    def _open_wizard(self, model, name):
        self._check_usable()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_segment_id": self.id},
        }

    def action_add_favorite(self):
        """Open the question for whom the segment becomes a favourite."""
        return self._open_wizard(
            "crm.segment.favorite", self.env._("Add to Favourites")
        )

    def action_export(self):
        """Open the question what of the customers to export."""
        return self._open_wizard("crm.segment.export", self.env._("Export"))

    def action_run(self):
        """Open the question which action to run over the customers."""
        return self._open_wizard("crm.segment.run.start", self.env._("Run an Action"))

    def _check_usable(self):
        """Raise a UserError if it cannot be said who is in."""
        self.ensure_one()
        if self.problem:
            raise UserError(self.problem)

    # ------------------------------------------------------------------
    # From a search
    # ------------------------------------------------------------------

    @api.model
    def action_from_search(self, domain, name):
        """Open a new segment of the customers that a search found.

        :param domain: over ``crm.customer``, as a list
        """
        conditions = list(self._iter_conjuncts(domain))
        company, conditions = self._take_company(conditions)
        cell_ids, conditions = self._take_cells(conditions)
        rule = ["&"] * (len(conditions) - 1)
        for condition in conditions:
            rule += [_plain(part) for part in condition]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Segment"),
            "res_model": "crm.segment",
            "views": [(False, "form")],
            "context": {
                "default_name": name,
                "default_company_id": company.id,
                "default_lifecycle_segment_ids": cell_ids,
                "default_domain": repr(rule),
            },
        }

    def _take_company(self, conditions):
        """Return the company that a search is about, and the other conditions."""
        for condition in conditions:
            name, operator, value = _leaf_of(condition)
            if name != "company_id" or operator != "=" or type(value) is not int:
                continue
            company = self.env.companies & self.env["res.company"].browse(value)
            if company:
                return company, [c for c in conditions if c is not condition]
        return self.env.company, conditions

    def _take_cells(self, conditions):
        """Return the ids of the cells that a search asks for, and the other conditions.

        Only what must be true by itself can be taken out: a cell that is one of
        several alternatives stays in the rule, and so does a second choice of cells.
        """
        for condition in conditions:
            name, operator, value = _leaf_of(condition)
            if name != "segment_id" or operator not in ("=", "in"):
                continue
            ids = value if isinstance(value, list | tuple) else [value]
            if ids and all(type(cell_id) is int for cell_id in ids):
                return list(ids), [c for c in conditions if c is not condition]
        return [], conditions

    def _iter_conjuncts(self, domain):
        """Yield the parts of a domain that must all be true, each a prefix domain."""
        parts = list(domain)
        while parts:
            if parts[0] == "&":
                parts.pop(0)
                continue
            end, wanted = 0, 1
            while wanted:
                wanted += {"&": 1, "|": 1, "!": 0}.get(_word(parts[end]), -1)
                end += 1
            yield parts[:end]
            parts = parts[end:]


def _leaf_of(condition):
    """Return the only leaf of a condition, or three times nothing."""
    return condition[0] if len(condition) == 1 else (None, None, None)


def _word(part):
    return part if isinstance(part, str) else None


def _plain(part):
    """Return a condition as the domain editor writes it."""
    return part if isinstance(part, str) else tuple(part)
