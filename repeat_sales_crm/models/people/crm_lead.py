from odoo import api, fields, models
from odoo.tools import SQL


class CrmLead(models.Model):
    """Deals stay with the organisation they are made with."""

    _inherit = "crm.lead"

    former_contact_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        readonly=True,
        help="The person with whom the deal was worked on, who has left the company "
        "since. The deal stayed with the company.",
    )

    @api.model
    def _keep_with_organisations(self, organisations):
        """Give the deals of people who leave to the organisations that they leave.

        Names and addresses on the deals stay as they are, which the ORM would compute
        anew, and even write to the organisation.

        :param organisations: {id of the person: id of the organisation}
        """
        if not organisations:
            return
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_lead AS lead
                   SET partner_id = former.organisation_id,
                       former_contact_id = former.person_id
                  FROM UNNEST(%s::int[], %s::int[])
                       AS former (person_id, organisation_id)
                 WHERE lead.partner_id = former.person_id
                """,
                list(organisations),
                list(organisations.values()),
            )
        )
        self._forget_contacts()

    @api.model
    def _give_back_to_person(self, person, organisation):
        """Undo :meth:`_keep_with_organisations`: the person never left."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_lead
                   SET partner_id = former_contact_id, former_contact_id = NULL
                 WHERE former_contact_id = %s AND partner_id = %s
                """,
                person.id,
                organisation.id,
            )
        )
        self._forget_contacts()

    def _forget_contacts(self):
        names = ["partner_id", "former_contact_id", "commercial_partner_id"]
        self.invalidate_model(names, flush=False)

    def _merge_get_fields_specific(self):
        return super()._merge_get_fields_specific() | {
            "former_contact_id": lambda _name, leads: leads.former_contact_id[:1].id
        }
