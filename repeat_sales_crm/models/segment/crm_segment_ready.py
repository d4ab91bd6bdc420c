from odoo import api, fields, models

from .ready_segments import list_missing, list_ready


class CrmSegment(models.Model):
    """Ready-made segments, which users may change and delete like their own."""

    _inherit = "crm.segment"

    code = fields.Char(
        readonly=True,
        copy=False,
        help="Which ready-made segment this is, whatever its name is by now.",
    )

    _code_uniq = models.Constraint(
        "UNIQUE(company_id, code)", "A company has a ready-made segment once."
    )

    @api.model
    def _get_ready(self):
        """Return the ready-made segments, as :class:`.ready_segments.Ready`."""
        return list_ready(self.env)

    @api.model
    def _create_ready(self, companies):
        """Create the ready-made segments that the companies do not have.

        A name that is taken is left to its owner.
        """
        segments = self.sudo().with_context(active_test=False, tracking_disable=True)
        for company in companies:
            present = segments.search([("company_id", "=", company.id)])
            lang = company.partner_id.lang or self.env.lang
            segments.create(
                [
                    {
                        "code": ready.code,
                        "name": ready.name,
                        "description": ready.description,
                        "domain": repr(ready.rule),
                        "company_id": company.id,
                        "user_id": False,
                    }
                    for ready in list_missing(
                        self.with_context(lang=lang)._get_ready(), present
                    )
                ]
            )
