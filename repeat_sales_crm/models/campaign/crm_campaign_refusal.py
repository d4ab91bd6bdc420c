from odoo import models
from odoo.tools import SQL

from .refusal_query import Refusal, in_set, is_refused_address

_CUSTOMER = SQL("partner.id")


class CrmCampaign(models.Model):
    """Whom a campaign must leave alone: one definition for whoever asks."""

    _inherit = "crm.campaign"

    def _get_refusals(self, contact, partner_ids=None):
        """Return the list of :class:`.refusal_query.Refusal` of customers.

        Rooms and other addons add theirs.

        :param contact: SQL of the id of the person who was picked or is addressed, or
            NULL where any other one would do
        :param partner_ids: only these customers are asked about
        """
        self.ensure_one()
        ends = not self._addresses_others()
        return [
            Refusal("archived", SQL("NOT partner.active")),
            Refusal(
                "other_company", SQL("partner.company_id <> %s", self.company_id.id)
            ),
            *self._get_segment_refusals(partner_ids),
            Refusal("opt_out", self._get_opt_out_condition()),
            Refusal("opt_out", self._get_person_opt_out(contact), leaves=ends),
            Refusal("gone", self._get_gone_condition(contact), leaves=ends),
            Refusal(
                "complaint", self._get_complaint_condition(_CUSTOMER), leaves=False
            ),
        ]

    def _addresses_others(self):
        """Tell whether a step names people on purpose, whoever was addressed before."""
        return any(step.addressee not in (False, "main") for step in self.step_ids)

    def _get_left_refusal(self, partner_ids):
        """Return the refusal of customers who are no longer in the audience."""
        inside = SQL("(%s)", self._get_audience_query(partner_ids))
        return in_set("left", inside, "in_audience", inside=False)

    def _get_under_way_refusals(self, contact, partner_ids):
        """Return what is asked of actions under way: conditions over ``action`` too."""
        refusals = self._get_refusals(contact, partner_ids)
        refused = SQL(
            """
            (action.address IS NOT NULL AND %s
             OR %s AND EXISTS (SELECT FROM crm_campaign_step AS step
                                WHERE step.id = action.step_id
                                  AND step.addressee = 'main'))
            """,
            is_refused_address(SQL("action.address")),
            self._get_refused_before_condition(),
        )
        refusals.append(
            Refusal("refused", refused, leaves=not self._addresses_others())
        )
        if self.exit_on_leave:
            refusals.append(self._get_left_refusal(partner_ids))
        return refusals

    def _get_segment_refusals(self, partner_ids):
        for reason, segments in (
            ("excluded", self.exclude_segment_ids),
            ("blocked", self.company_id.campaign_blocked_segment_id),
        ):
            if segments:
                customers = self._get_segments_query(segments, partner_ids)
                yield in_set(reason, customers, f"in_{reason}")

    def _get_opt_out_condition(self):
        """Return the condition that the customer wants no campaigns.

        The flag of a company speaks for all there, also for a private person who was
        given that company later.
        """
        return SQL(
            """
            (partner.campaign_opt_out IS TRUE
             OR partner.commercial_partner_id <> partner.id
                AND EXISTS (SELECT FROM res_partner AS organisation
                             WHERE organisation.id = partner.commercial_partner_id
                               AND organisation.campaign_opt_out IS TRUE))
            """
        )

    def _get_person_opt_out(self, contact):
        return SQL(
            "EXISTS (SELECT FROM res_partner AS chosen"
            " WHERE chosen.id = %s AND chosen.campaign_opt_out IS TRUE)",
            contact,
        )

    def _get_gone_condition(self, contact):
        """Return the condition that the person was archived or is elsewhere now."""
        return SQL(
            """
            EXISTS (SELECT FROM res_partner AS chosen
                     WHERE chosen.id = %s
                       AND chosen.id <> partner.id
                       AND (NOT chosen.active
                            OR chosen.commercial_partner_id <> partner.id))
            """,
            contact,
        )

    def _get_refused_before_condition(self):
        """Return the condition that who was addressed at the customer refused since.

        Then nobody else there gets the rest of the campaign in their place. It goes by
        the address that was used, whoever has it now.
        """
        return SQL(
            """
            EXISTS (SELECT
                      FROM crm_campaign_action AS addressed
                      LEFT JOIN res_partner AS person
                             ON person.id = addressed.contact_id
                     WHERE addressed.partner_id = partner.id
                       AND addressed.campaign_id = %(campaign)s
                       AND addressed.started_at IS NOT NULL
                       AND (person.campaign_opt_out IS TRUE
                            OR addressed.address IS NOT NULL AND %(refused)s))
            """,
            campaign=self._origin.id,
            refused=is_refused_address(SQL("addressed.address")),
        )

    def _get_shared_complaint_condition(self, address):
        """Return the condition that another customer of that address complains.

        :param address: SQL of a normalised email address or number
        """
        complaint = self._get_complaint_condition(SQL("twin.commercial_partner_id"))
        return SQL(
            """
            EXISTS (SELECT FROM res_partner AS twin
                     WHERE (twin.email_normalized = %(address)s
                            OR twin.phone_sanitized = %(address)s)
                       AND %(complaint)s)
            """,
            address=address,
            complaint=complaint,
        )
