from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

#: What decides who is in the audience.
AUDIENCE_FIELDS = {"lifecycle_segment_ids", "partner_ids", "segment_ids"}


class CrmCampaign(models.Model):
    """Whom a campaign is for."""

    _inherit = "crm.campaign"

    lifecycle_segment_ids = fields.Many2many(
        "crm.lifecycle.segment",
        string="Cells of the Matrix",
        ondelete="restrict",
        check_company=True,
        context={"active_test": False},
        domain="[('company_id', '=', company_id)]",
        help="Customers in any of these cells.",
    )
    segment_ids = fields.Many2many(
        "crm.segment",
        relation="crm_campaign_segment_rel",
        string="Segments",
        ondelete="restrict",
        check_company=True,
        context={"active_test": False},
        domain="[('company_id', '=', company_id)]",
        help="Or customers in any of these segments.",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        relation="crm_campaign_partner_rel",
        string="Picked by Hand",
        check_company=True,
        help="Or these customers. A person stands for their company, and is the one "
        "who is contacted.",
    )
    exclude_segment_ids = fields.Many2many(
        "crm.segment",
        relation="crm_campaign_exclude_segment_rel",
        string="Except",
        ondelete="restrict",
        check_company=True,
        context={"active_test": False},
        domain="[('company_id', '=', company_id)]",
        help="Customers in any of these segments are left out, and leave when they "
        "come into one.",
    )
    presence_ids = fields.One2many("crm.campaign.presence", "campaign_id")

    def write(self, vals):
        result = super().write(vals)
        if not AUDIENCE_FIELDS.isdisjoint(vals):
            # Whom the new audience finds inside did not come in by themselves.
            self._take_presence()
        return result

    # ------------------------------------------------------------------
    # Queries
    # ------------------------------------------------------------------

    def _get_audience_domain(self):
        """Return the domain over ``crm.customer`` of the cells and segments.

        :raise UserError: if the rule of a segment cannot be used
        """
        self.ensure_one()
        gone = self.lifecycle_segment_ids.filtered(lambda cell: not cell.active)
        if gone:
            raise UserError(
                self.env._(
                    "%s is no longer a cell of the matrix. Choose among the present "
                    "cells.",
                    ", ".join(gone.mapped("name")),
                )
            )
        domain = self.segment_ids._origin._get_membership_domain()
        if self.lifecycle_segment_ids:
            domain |= Domain("segment_id", "in", self.lifecycle_segment_ids.ids)
        mine = Domain("company_id", "=", self.company_id.id)
        return mine & Domain("active", "=", True) & domain

    def _get_audience_query(self, partner_ids=None):
        """Return the SELECT of who is in: ``partner_id`` and ``contact_id``.

        :param partner_ids: look among these customers alone
        """
        self.ensure_one()
        parts = []
        if self.lifecycle_segment_ids or self.segment_ids:
            parts.append(
                SQL(
                    "SELECT found.partner_id, NULL::int AS contact_id FROM %s AS found",
                    self._select_customers(self._get_audience_domain(), partner_ids),
                )
            )
        if self.partner_ids or not parts:
            parts.append(self._get_picked_query(partner_ids))
        if len(parts) == 1:
            return parts[0]
        return SQL(
            "SELECT partner_id, MAX(contact_id) AS contact_id"
            " FROM (%s) AS found GROUP BY partner_id",
            SQL(" UNION ALL ").join(parts),
        )

    def _get_entrants_query(self, _now):
        """Return the SELECT of who of the audience may enter at a moment."""
        return self._get_audience_query()

    def _get_picked_query(self, partner_ids):
        among = SQL("TRUE")
        if partner_ids is not None:
            among = SQL("picked.commercial_partner_id = ANY(%s)", list(partner_ids))
        return SQL(
            """
            SELECT picked.commercial_partner_id AS partner_id,
                   MAX(picked.id)
                       FILTER (WHERE picked.id != picked.commercial_partner_id)
                       AS contact_id
              FROM res_partner AS picked
             WHERE picked.id IN (%s) AND picked.active AND %s
             GROUP BY picked.commercial_partner_id
            """,
            self._get_picked_ids(),
            among,
        )

    def _get_picked_ids(self):
        """Return the SELECT of the ids of who was picked by hand."""
        if self.id:
            return SQL(
                "SELECT rel.res_partner_id FROM crm_campaign_partner_rel AS rel"
                " WHERE rel.crm_campaign_id = %s",
                self.id,
            )
        return SQL("SELECT UNNEST(%s::int[])", self.partner_ids._origin.ids)

    def _get_segments_query(self, segments, partner_ids=None):
        """Return the SELECT of the ids of the customers in any of some segments."""
        domain = segments._origin.sudo()._get_membership_domain()
        return self._select_customers(domain, partner_ids)

    def _select_customers(self, domain, partner_ids):
        """Return the sub-select of the partners of customers, whoever looks."""
        if partner_ids is not None:
            domain &= Domain("partner_id", "in", list(partner_ids))
        customers = self.env["crm.customer"].sudo()
        customers = customers.with_context(tz=self.company_id.lifecycle_tz)
        query = customers._search(domain)
        return query.subselect(SQL.identifier(query.table, "partner_id"))

    def _get_complaint_condition(self, partner):
        """Return the condition that a customer has an open complaint.

        Another addon adds its own kinds of complaint.

        :param partner: SQL of the id of the customer
        """
        return SQL(
            """
            EXISTS (
                SELECT
                  FROM mail_activity AS complaint
                  JOIN mail_activity_type AS complaint_type
                       ON complaint_type.id = complaint.activity_type_id
                      AND complaint_type.is_complaint
                  JOIN res_partner AS complaining ON complaining.id = complaint.res_id
                 WHERE complaint.active
                   AND complaint.res_model = 'res.partner'
                   AND complaining.commercial_partner_id = %s
            )
            """,
            partner,
        )

    # ------------------------------------------------------------------
    # Who was inside at the last look
    # ------------------------------------------------------------------

    def _take_presence(self):
        """Write down who is inside now, so that only who comes later is new."""
        entered = self.filtered(
            lambda campaign: (
                campaign.trigger == "enter" and campaign.state in ("running", "paused")
            )
        )
        for campaign in entered.sudo():
            campaign._add_presence()

    def _add_presence(self):
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                "INSERT INTO crm_campaign_presence (campaign_id, partner_id)"
                " SELECT %s, audience.partner_id FROM (%s) AS audience"
                " ON CONFLICT (campaign_id, partner_id) DO NOTHING RETURNING id",
                self.id,
                self._get_audience_query(),
            )
        )
        self.env["crm.campaign.presence"].invalidate_model()

    def _drop_absent(self):
        """Forget who is no longer inside: they can come in anew."""
        self.env.execute_query(
            SQL(
                """
                DELETE FROM crm_campaign_presence
                 WHERE id IN (
                       SELECT present.id
                         FROM crm_campaign_presence AS present
                         LEFT JOIN (%s) AS audience
                                ON audience.partner_id = present.partner_id
                        WHERE present.campaign_id = %s
                          AND audience.partner_id IS NULL)
             RETURNING id
                """,
                self._get_audience_query(),
                self.id,
            )
        )
        self.env["crm.campaign.presence"].invalidate_model()

    @api.model
    def _find_users_of(self, segments):
        """Return the campaigns that wait for customers to enter these segments."""
        return self.sudo().search(
            [
                ("trigger", "=", "enter"),
                ("state", "in", ("running", "paused")),
                ("segment_ids", "in", segments.ids),
            ]
        )
