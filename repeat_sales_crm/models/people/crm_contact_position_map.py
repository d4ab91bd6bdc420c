from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .crm_contact_stance import STANCE_FIELDS

_SHOWN_FIELDS = (
    "person_id",
    "job",
    "department",
    "status",
    "date_from",
    *STANCE_FIELDS,
)


class CrmContactPosition(models.Model):
    """The influence map of an organisation: who counts there and reports to whom."""

    _inherit = "crm.contact.position"

    @api.model
    @api.readonly
    def get_influence_map(self, organisation_id, day=False, lead_id=False):
        """Return the people at an organisation, as the user may see them.

        :param organisation_id: id of the organisation, or of a contact there
        :param day: ISO date to show them as they were known; today if left out
        :param lead_id: id of a deal whose stakeholders are marked
        :return: dict with ``organisation`` and ``deal`` ({id, name}), ``day`` and
            ``today`` (ISO dates), ``is_past``, ``can_edit``, ``unmet_days``, ``people``
            (list of dicts, see :meth:`_prepare_map_person`), and ``roles``,
            ``attitudes`` and ``influences`` to choose from
        :raise UserError: if the organisation is gone, or the day has not come yet
        """
        organisation = self._get_map_organisation(organisation_id)
        lead = self._get_map_lead(lead_id)
        company = lead.company_id or self.env.company
        today = company._lifecycle_today()
        shown = fields.Date.to_date(day) or today
        if shown > today:
            raise UserError(
                self.env._("That day has not come yet: choose today or a day before.")
            )
        is_past = shown < today
        positions = self._search_on_map(organisation, shown, is_past)
        return {
            "organisation": {"id": organisation.id, "name": organisation.name},
            "deal": bool(lead) and self._prepare_map_deal(lead),
            "day": fields.Date.to_string(shown),
            "today": fields.Date.to_string(today),
            "is_past": is_past,
            "can_edit": not is_past and self.has_access("write"),
            "unmet_days": company.sudo().stakeholder_unmet_days,
            "people": positions._prepare_map_people(lead, company, shown, is_past),
            **self._prepare_map_choices(),
        }

    def _get_map_organisation(self, organisation_id):
        partner = self.env["res.partner"].browse(organisation_id or 0).exists()
        if not partner:
            raise UserError(
                self.env._(
                    "Open the influence map from a company: on its form, tab People."
                )
            )
        organisation = partner.sudo().commercial_partner_id.sudo(False)
        organisation.check_access("read")
        return organisation

    def _get_map_lead(self, lead_id):
        lead = self.env["crm.lead"].browse(lead_id or 0).exists()
        if lead:
            lead.check_access("read")
        return lead

    def _search_on_map(self, organisation, day, is_past):
        """Return the positions that were held on a day, those that count most first."""
        domain = Domain("organisation_id", "=", organisation.id)
        held = Domain("is_current", "=", True)
        if is_past:
            held |= Domain("date_to", ">", day)
            domain &= Domain("date_from", "=", False) | Domain("date_from", "<=", day)
        positions = self.with_context(active_test=not is_past)
        return positions.search_fetch(domain & held, _SHOWN_FIELDS).sudo(False)

    def _prepare_map_people(self, lead, company, day, is_past):
        people = self.person_id
        pairs = [(person, day) for person in people.ids]
        met = people._read_last_met_on(company, pairs)
        known = self._read_map_stances(day, is_past)
        parts = {row.person_id.id: row for row in lead.stakeholder_ids}
        shown = [
            position._prepare_map_person(known.get(position.id))
            | {
                "last_met": fields.Date.to_string(met.get((position.person_id.id, day)))
                or False,
                "part": self._prepare_map_part(parts.get(position.person_id.id), day),
            }
            for position in self
        ]
        return sorted(
            shown,
            key=lambda one: (-int(one["influence"]), not one["decides"], one["name"]),
        )

    def _read_map_stances(self, day, is_past):
        """Return what is known of each position: {id: position or stance}."""
        if not is_past:
            return {position.id: position for position in self}
        return self.env["crm.contact.stance"]._read_on(self, day)

    def _prepare_map_person(self, known):
        """Return what the map shows of a person.

        :param known: the stance of that day, or the position itself; empty if nothing
            was known
        """
        self.ensure_one()
        person = self.person_id
        return {
            "id": self.id,
            "person_id": person.id,
            "name": person.name or "",
            "job": self.job or "",
            "department": self.department or "",
            "status": self.status,
            "role_id": (known and known.role_id.id) or False,
            "role": (known and known.role_id.name) or "",
            "decides": bool(known and known.role_id.is_decider),
            "influence": (known and known.influence) or "0",
            "attitude": (known and known.attitude) or "",
            "manager_id": (known and known.manager_id.id) or False,
        }

    def _prepare_map_part(self, row, day):
        """Return a person's part in the deal that is asked about on a day, if any."""
        if not row or (row.date_from and row.date_from > day):
            return False
        return {
            "id": row.id,
            "role": row.role_id.name or "",
            "attitude": row.attitude or "",
            "has_left": bool(row.date_to and row.date_to <= day),
        }

    def _prepare_map_deal(self, lead):
        return {
            "id": lead.id,
            "name": lead.name,
            "is_closed": bool(lead.buying_centre_date),
        }

    def _prepare_map_choices(self):
        roles = self.env["crm.contact.role"].search_fetch([], ["name", "is_decider"])
        return {
            "roles": [
                {"id": role.id, "name": role.name, "decides": role.is_decider}
                for role in roles
            ],
            "attitudes": [
                {"id": value, "name": label}
                for value, label in self._fields["attitude"]._description_selection(
                    self.env
                )
            ],
            "influences": [
                {"id": value, "name": label}
                for value, label in self._fields["influence"]._description_selection(
                    self.env
                )
            ],
        }

    # ------------------------------------------------------------------
    # Change the map
    # ------------------------------------------------------------------

    @api.model
    def add_on_map(self, organisation_id, values):
        """Create a contact at an organisation, with what is known of it.

        :param values: dict with ``name`` and, if known, ``job``, ``email``, ``phone``,
            ``role_id``, ``influence``, ``attitude`` and ``manager_id``
        :return: id of the position
        """
        organisation = self._get_map_organisation(organisation_id)
        name = (values.get("name") or "").strip()
        if not name:
            raise UserError(self.env._("Enter the name of the person."))
        person = self.env["res.partner"].create(
            {
                "name": name,
                "parent_id": organisation.id,
                "function": values.get("job"),
                "email": values.get("email"),
                "phone": values.get("phone"),
            }
        )
        position = self._get_mains([person]).get(person, self.browse())
        known = {field: values[field] for field in STANCE_FIELDS if values.get(field)}
        if position and known:
            position.write(known)
        return position.id

    def add_to_deal(self, lead_id):
        """Make the person a stakeholder of a deal."""
        self.ensure_one()
        lead = self._get_map_lead(lead_id)
        if self.person_id not in lead.stakeholder_ids.person_id:
            lead._add_stakeholders(self.person_id)
        return True
