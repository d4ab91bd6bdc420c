from markupsafe import Markup

from odoo import api, fields, models

from . import buying_centre

_SALESMAN = "sales_team.group_sale_salesman"


class CrmLead(models.Model):
    """Who decides on the deal, and what is missing there."""

    _inherit = "crm.lead"

    stakeholder_ids = fields.One2many(
        "crm.lead.stakeholder", "lead_id", groups=_SALESMAN
    )
    buying_centre_date = fields.Date(
        string="Buying Centre on",
        readonly=True,
        copy=False,
        groups=_SALESMAN,
        help="The day on which the deal was won or lost. The stakeholders stay as they "
        "were then.",
    )
    stakeholder_count = fields.Integer(
        compute="_compute_stakeholders", groups=_SALESMAN
    )
    stakeholder_gap_count = fields.Integer(
        string="Stakeholder Gaps",
        compute="_compute_stakeholders",
        groups=_SALESMAN,
        help="How many things are missing among those who decide: a decision maker, a "
        "champion against an opponent, people who were not met.",
    )
    stakeholder_hint = fields.Char(
        compute="_compute_stakeholders",
        groups=_SALESMAN,
        help="What is missing most among those who decide.",
    )
    stakeholder_gaps = fields.Html(
        string="What Is Missing", compute="_compute_stakeholders", groups=_SALESMAN
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends(
        "type",
        "partner_id",
        "buying_centre_date",
        "stakeholder_ids.person_id",
        "stakeholder_ids.role_id",
        "stakeholder_ids.attitude",
        "stakeholder_ids.date_to",
        "stakeholder_ids.last_met",
    )
    @api.depends_context("company", "uid", "lang")
    def _compute_stakeholders(self):
        everybody = self.stakeholder_ids
        gone = self._find_people_who_left(everybody)
        for lead in self:
            members = [
                buying_centre.Member(
                    name=row.person_id.name or "",
                    is_decider=row.role_id.is_decider,
                    attitude=row.attitude or "",
                    last_met=row.last_met or None,
                    has_left=row in gone,
                )
                for row in lead.stakeholder_ids
                if row.person_id and not row.date_to
            ]
            sentences = lead._tell_gaps(members)
            lead.stakeholder_count = len(members)
            lead.stakeholder_gap_count = len(sentences)
            lead.stakeholder_hint = sentences[0] if sentences else False
            lead.stakeholder_gaps = sentences and Markup(
                "<ul class='mb-0 ps-3'>%s</ul>"
            ) % Markup().join(Markup("<li>%s</li>") % line for line in sentences)

    def _find_people_who_left(self, stakeholders):
        """Return those on open deals who work at the deal's customer no more."""
        positions = (
            self.env["crm.contact.position"]
            .with_context(active_test=False)
            .search_fetch(
                [
                    ("person_id", "in", stakeholders.person_id._origin.ids),
                    (
                        "organisation_id",
                        "in",
                        self.partner_id.commercial_partner_id._origin.ids,
                    ),
                ],
                ["person_id", "organisation_id", "is_current"],
            )
            if stakeholders
            else []
        )
        works = {}
        for position in positions:
            pair = (position.person_id.id, position.organisation_id.id)
            works[pair] = works.get(pair, False) or position.is_current
        return stakeholders.filtered(
            lambda row: (
                not row.lead_id.buying_centre_date
                and not works.get(
                    (
                        row.person_id._origin.id,
                        row.lead_id.partner_id.commercial_partner_id._origin.id,
                    ),
                    True,
                )
            )
        )

    def _tell_gaps(self, members):
        """Return what is missing among those who decide, as sentences.

        Nothing is missing in what sells to private persons, and in leads that are no
        opportunities yet, unless somebody has entered stakeholders.
        """
        self.ensure_one()
        partner = self.partner_id.commercial_partner_id
        if not members and (self.type != "opportunity" or not partner.is_company):
            return []
        company = self.company_id or self.env.company
        limit = company.sudo().stakeholder_unmet_days
        day = self.buying_centre_date or company._lifecycle_today()
        gaps = buying_centre.find_gaps(members, day, limit)
        return [self._tell_gap(gap, limit) for gap in gaps]

    def _tell_gap(self, gap, limit):
        _ = self.env._
        people = ", ".join(gap.names)
        return {
            buying_centre.NOBODY: _("Nobody is known who takes part in the decision."),
            buying_centre.NO_DECIDER: _("No decision maker known."),
            buying_centre.LEFT: _("Works there no more: %s.", people),
            buying_centre.NO_CHAMPION: _(
                "Against us: %s, and no champion for us.", people
            ),
            buying_centre.NEVER_MET: _("Never met: %s.", people),
            buying_centre.LONG_AGO: _(
                "Met more than %(days)s days ago: %(people)s.",
                days=limit,
                people=people,
            ),
            buying_centre.UNKNOWN: _(
                "Decides, and the attitude is not known: %s.", people
            ),
        }[gap.kind]

    # ------------------------------------------------------------------
    # Won or lost
    # ------------------------------------------------------------------

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        result = super()._handle_won_lost(old_status_by_lead, new_status_by_lead)
        nothing = {"is_lost": False, "is_won": False}
        changed = self.filtered(
            lambda lead: (
                new_status_by_lead.get(lead.id, nothing)
                != old_status_by_lead.get(lead.id, nothing)
            )
        )
        changed.sudo()._keep_buying_centre()
        return result

    def _keep_buying_centre(self):
        """Note the day on which the deal was decided, or that it is open again."""
        for company, leads in self.grouped("company_id").items():
            closed = leads.filtered(lambda lead: lead.won_status != "pending")
            today = (company or self.env.company)._lifecycle_today()
            if closed:
                closed.write({"buying_centre_date": today})
            opened = (leads - closed).filtered("buying_centre_date")
            if opened:
                opened.write({"buying_centre_date": False})

    # ------------------------------------------------------------------
    # Merge
    # ------------------------------------------------------------------

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        rows = self.env["crm.lead.stakeholder"].sudo()
        rows = rows.with_context(stakeholder_merging=True)
        found = rows.search([("lead_id", "in", (self | opportunities).ids)])
        for same in found.grouped("person_id").values():
            kept = same.sorted(lambda row: (row.lead_id != self, row.id))[:1]
            kept._take_over(same - kept)
            if kept.lead_id != self:
                kept.lead_id = self
        return result

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_add_people(self):
        """Add everybody who works at the deal's customer today."""
        self.ensure_one()
        organisation = self.partner_id.commercial_partner_id
        known = self.stakeholder_ids.person_id
        people = (
            self.env["crm.contact.position"]
            .search(
                [
                    ("organisation_id", "in", organisation.ids),
                    ("is_current", "=", True),
                ]
            )
            .person_id
        )
        if not organisation:
            return self._say(self.env._("Choose the customer of the deal first."))
        if not people:
            return self._say(
                self.env._(
                    "Nobody is known at %s yet: add contacts with this company.",
                    organisation.name,
                )
            )
        if not people - known:
            return self._say(
                self.env._("Everybody known at %s is here.", organisation.name)
            )
        self._add_stakeholders(people - known)
        return None

    def _add_stakeholders(self, people):
        self.env["crm.lead.stakeholder"].create(
            [{"lead_id": self.id, "person_id": person.id} for person in people]
        )

    def _say(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "info", "message": message},
        }

    def action_open_influence_map(self):
        """Show who works at the deal's customer, with the stakeholders marked."""
        self.ensure_one()
        organisation = self.partner_id.commercial_partner_id
        if not organisation:
            return self._say(self.env._("Choose the customer of the deal first."))
        action = organisation.action_open_influence_map()
        action["context"] |= {
            "map_lead_id": self.id,
            "map_day": fields.Date.to_string(self.buying_centre_date) or False,
        }
        action["name"] = self.env._("Influence Map")
        return action
