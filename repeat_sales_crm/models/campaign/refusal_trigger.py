"""Who refuses is heeded at once, and not when the engine happens to run next."""

from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("campaign_opt_out") or vals.get("active") is False:
            # Any user may archive a contact; what it means for campaigns is theirs.
            self.env["crm.campaign"].sudo()._take_back_soon()
        return result


class MailBlacklist(models.Model):
    _inherit = "mail.blacklist"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        # Who unsubscribes is a visitor without rights on campaigns.
        self.env["crm.campaign"].sudo()._take_back_soon()
        return records

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active"):
            # The same visitor, coming back.
            self.env["crm.campaign"].sudo()._take_back_soon()
        return result


class PhoneBlacklist(models.Model):
    _inherit = "phone.blacklist"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        # Who unsubscribes is a visitor without rights on campaigns.
        self.env["crm.campaign"].sudo()._take_back_soon()
        return records

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active"):
            # The same visitor, coming back.
            self.env["crm.campaign"].sudo()._take_back_soon()
        return result
