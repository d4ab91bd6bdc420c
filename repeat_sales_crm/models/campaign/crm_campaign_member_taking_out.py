from odoo import api, fields, models
from odoo.exceptions import AccessError


class CrmCampaignMember(models.Model):
    """Who takes a customer out of a campaign, and puts them back."""

    _inherit = "crm.campaign.member"

    is_taken_out = fields.Boolean(compute="_compute_is_taken_out")
    can_take_out = fields.Boolean(compute="_compute_is_taken_out")
    can_put_back = fields.Boolean(compute="_compute_is_taken_out")

    @api.depends("campaign_id.exclude_partner_ids", "campaign_id.state", "partner_id")
    @api.depends_context("uid")
    def _compute_is_taken_out(self):
        for campaign, members in self.grouped("campaign_id").items():
            # Whoever sees a member may know that they were taken out.
            taken_out = campaign.sudo().exclude_partner_ids.commercial_partner_id
            is_open = campaign.state in ("running", "paused")
            for member in members:
                is_mine = is_open and member._is_mine()
                member.is_taken_out = member.partner_id in taken_out
                member.can_take_out = is_mine and not member.is_taken_out
                member.can_put_back = is_mine and member.is_taken_out

    def _is_mine(self):
        """Tell whether the user runs the campaign, or looks after the customer."""
        self.ensure_one()
        if self.campaign_id.has_access("write"):
            return True
        return self.env.user in self.user_id | self.partner_id.user_id

    def action_take_out(self):
        """Ask why, and take these customers out of their campaigns."""
        self._check_mine()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Take Out of Campaign"),
            "res_model": "crm.campaign.removal",
            "view_mode": "form",
            "target": "new",
            "context": {"default_member_ids": self.ids},
        }

    def action_put_back(self):
        """Let these customers into later waves of their campaigns."""
        self._check_mine()
        for campaign, members in self.grouped("campaign_id").items():
            # A salesperson does not write campaigns, but says who gets them.
            former = campaign.sudo().exclude_partner_ids
            campaign.sudo().exclude_partner_ids = former.filtered(
                lambda partner, members=members: (
                    partner.commercial_partner_id not in members.partner_id
                )
            )
            members._tell_campaign(
                self.env._(
                    "Put back for later waves: %s",
                    ", ".join(members.partner_id.mapped("display_name")),
                )
            )

    def _take_out(self, note):
        """Take customers out of their campaigns, now and for later waves.

        :param note: why, in the words of the user
        """
        self._check_mine()
        for campaign, members in self.grouped("campaign_id").items():
            # A salesperson does not write campaigns, but says who gets them.
            campaign.sudo().exclude_partner_ids |= members.partner_id
            members._tell_campaign(
                self.env._(
                    "Taken out: %(customers)s. %(why)s",
                    customers=", ".join(members.partner_id.mapped("display_name")),
                    why=note or "",
                )
            )

    def _tell_campaign(self, text):
        author = self.env.user.partner_id
        self.campaign_id.sudo().message_post(body=text, author_id=author.id)

    def _check_mine(self):
        self.check_access("read")
        others = self.filtered(lambda member: not member._is_mine())
        if others:
            raise AccessError(
                self.env._(
                    "Marketers and the customer's salesperson can do that. You are not "
                    "responsible for %s.",
                    ", ".join(others.partner_id[:5].mapped("display_name")),
                )
            )
