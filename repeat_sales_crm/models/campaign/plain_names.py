from odoo import api, models
from odoo.exceptions import ValidationError

#: What would be carried out where a text is rendered.
_INSTRUCTIONS = ("{{", "}}", "#{", "${", "<t ")


def check_plain(record, *names):
    """Refuse names that look like instructions: customers and colleagues read them.

    :raise ValidationError: which says where they stand
    """
    for one in record:
        for name in names:
            if any(sign in (one[name] or "") for sign in _INSTRUCTIONS):
                label = one._fields[name].get_description(one.env, ["string"])
                raise ValidationError(
                    one.env._(
                        "“%(field)s” is read as it is, and has no placeholders in it. "
                        "Leave out the braces in “%(text)s”.",
                        field=label["string"],
                        text=one[name],
                    )
                )


class CrmCampaign(models.Model):
    _inherit = "crm.campaign"

    @api.constrains("name")
    def _check_plain_name(self):
        check_plain(self, "name")


class CrmCampaignStep(models.Model):
    _inherit = "crm.campaign.step"

    @api.constrains("name", "summary")
    def _check_plain_name(self):
        check_plain(self, "name", "summary")


class CrmCampaignOutcome(models.Model):
    _inherit = "crm.campaign.outcome"

    @api.constrains("name")
    def _check_plain_name(self):
        check_plain(self, "name")


class CrmCampaignOffer(models.Model):
    _inherit = "crm.campaign.offer"

    @api.constrains("name", "code")
    def _check_plain_name(self):
        """In all languages: a text is told in the language of each customer."""
        for lang, _name in self.env["res.lang"].get_installed():
            check_plain(self.with_context(lang=lang), "name", "code")
