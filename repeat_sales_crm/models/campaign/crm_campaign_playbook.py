from odoo import api, fields, models
from odoo.fields import Command

from ..lifecycle import bands
from ..lifecycle.segment_texts import place_of
from ..segment.ready_segments import list_missing
from .playbooks import as_html, as_script, list_playbooks


class CrmCampaign(models.Model):
    """Playbooks: campaigns to copy, which users may change like their own."""

    _inherit = "crm.campaign"

    code = fields.Char(
        readonly=True,
        copy=False,
        help="Which ready-made playbook this is, whatever its name is by now.",
    )

    _code_uniq = models.Constraint(
        "UNIQUE(company_id, code)", "A company has a ready-made playbook once."
    )

    @api.model
    def action_open_playbooks(self):
        """Open the playbooks; a company gets its first ones when it first looks."""
        self.check_access("read")
        companies = self.env.companies.sudo()
        new = companies.filtered(lambda company: not company.campaign_playbooks_made)
        self._create_playbooks(new)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_campaign_playbook_action"
        )

    @api.model
    def _create_playbooks(self, companies):
        """Create the playbooks that the companies do not have."""
        companies.sudo().campaign_playbooks_made = True
        campaigns = self.sudo().with_context(active_test=False, tracking_disable=True)
        for company in companies:
            present = campaigns.search([("company_id", "=", company.id)])
            lang = company.partner_id.lang or self.env.lang
            maker = campaigns.with_company(company).with_context(lang=lang)
            maker.create(
                [
                    maker._prepare_playbook(playbook, company)
                    for playbook in list_missing(list_playbooks(maker.env), present)
                ]
            )

    def _prepare_playbook(self, playbook, company):
        return {
            "code": playbook.code,
            "name": playbook.name,
            "company_id": company.id,
            "is_template": True,
            "goal": playbook.goal,
            "goal_metric": "buyers",
            "goal_value": playbook.target,
            "lifecycle_segment_ids": [
                Command.set(self._find_cells(playbook.cell, company).ids)
            ],
            "step_ids": [
                Command.create(self._prepare_playbook_step(step, number))
                for number, step in enumerate(playbook.steps)
            ],
            **playbook.values,
        }

    def _find_cells(self, place, company):
        """Return the cells of the matrix at a place, however many bands there are."""
        cells = self.env["crm.lifecycle.segment"].search(
            [("company_id", "=", company.id)]
        )
        axes = {
            bands.COUNT: cells.count_band_id.sorted("lower"),
            bands.RECENCY: cells.recency_band_id.sorted("lower"),
        }
        return cells.filtered(
            lambda cell: (
                place == place_of(axes, (cell.count_band_id, cell.recency_band_id))
            )
        )

    def _prepare_playbook_step(self, step, number):
        outcomes = self.env["crm.campaign.outcome"].search(
            [("code", "in", step.outcomes)]
        )
        values = {
            "sequence": number,
            "kind": step.kind,
            "name": step.name,
            "delay_from": "launch",
            "delay_days": step.days,
            "condition": step.condition,
            "condition_outcome_ids": [Command.set(outcomes.ids)],
            "script": as_script(step.script),
        }
        if step.kind in ("call", "task", "meeting"):
            values["expire_days"] = 21
        if step.message:
            values["mailing_id"] = self._create_pattern(step.message).id
        return values

    def _create_pattern(self, message):
        body = as_html(self.env, message.paragraphs)
        return self.env["mailing.mailing"].create(
            {
                "subject": message.subject,
                "email_from": self._get_sender(),
                "mailing_type": "mail",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "body_html": body,
                "body_arch": body,
            }
        )

    def _get_sender(self, user=None):
        """Return in whose name messages go out: a user, the company, or Odoo."""
        odoo = self.env.ref("base.partner_root").sudo()
        return (
            (user and user.email_formatted)
            or self.env.company.email_formatted
            or odoo.email_formatted
        )

    def copy(self, default=None):
        """Have conditions speak of the steps of the copy."""
        copies = super().copy(default)
        for old, new in zip(self, copies, strict=True):
            twins = dict(zip(old._get_plan(), new._get_plan(), strict=True))
            for step in new._get_plan().filtered("condition_step_id"):
                step.condition_step_id = twins.get(step.condition_step_id)
        return copies

    def _get_plan(self):
        """Return all steps, those taken out of the plan too."""
        return self.with_context(active_test=False).step_ids.sorted(
            lambda step: (step.sequence, step.id)
        )

    def copy_data(self, default=None):
        """Give each copy messages of its own, so that they can be changed freely.

        A message that only an editor of templates may write is used as it is.
        """
        vals_list = super().copy_data(default)
        for vals in vals_list:
            for _command, _id, step in vals.get("step_ids", []):
                if step.get("mailing_id"):
                    pattern = self.env["mailing.mailing"].browse(step["mailing_id"])
                    if pattern._may_be_written():
                        step["mailing_id"] = self._copy_pattern(pattern).id
        return vals_list

    def _copy_pattern(self, pattern):
        """Return a copy of a message, in the name of who copies."""
        user = self.env.user
        return pattern.copy(
            {
                "subject": pattern.subject,
                "email_from": self._get_sender(user),
                "user_id": user.id,
            }
        )
