from odoo import fields, models

from .crm_campaign_result_mixin import SOURCES
from .result_query import step_results
from .step_variant import VARIANTS


class CrmCampaignStepResult(models.Model):
    """What came of each action that was done, or by which a customer was contacted.

    A purchase belongs to the step that was the last contact before it. What customers
    bought before any contact belongs to no step.
    """

    _name = "crm.campaign.step.result"
    _description = "Result of a Step"
    _inherit = ["crm.campaign.result.mixin"]
    _auto = False
    _order = "id desc"
    _rec_name = "partner_id"
    _depends = SOURCES

    action_id = fields.Many2one("crm.campaign.action", readonly=True)
    step_id = fields.Many2one("crm.campaign.step", readonly=True)
    user_id = fields.Many2one(string="Responsible")
    variant = fields.Selection(
        VARIANTS, string="Text", readonly=True, help="Which of two texts was sent."
    )
    opened = fields.Integer(readonly=True, help="The message was opened.")
    clicked = fields.Integer(readonly=True, help="A link in the message was clicked.")
    action_count = fields.Integer(string="Done", readonly=True)
    bought = fields.Integer(
        help="Customers who bought after this step and before the next contact."
    )
    purchase_count = fields.Integer(
        help="In the window, after this step and before the next contact."
    )

    @property
    def _table_query(self):
        return step_results(self.env["crm.purchase"]._get_query())
