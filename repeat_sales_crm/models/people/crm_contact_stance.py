from odoo import api, fields, models

from .crm_contact_position import ATTITUDES, INFLUENCES

#: What is kept of a position over time.
STANCE_FIELDS = ("role_id", "influence", "attitude", "manager_id")


class CrmContactStance(models.Model):
    """What was known of a person in a job, from a day on.

    The position itself has what is known today. Here is one row for each day on which
    that changed, so that the people of an organisation can be shown as they were known
    on any past day. Positions write it, nobody else does.
    """

    _name = "crm.contact.stance"
    _description = "Known of a Person in a Job"
    _order = "date desc, id desc"
    _rec_name = "date"

    position_id = fields.Many2one(
        "crm.contact.position",
        required=True,
        ondelete="cascade",
        bypass_search_access=True,
    )
    date = fields.Date(
        string="Since",
        required=True,
        help="The day from which on this was known, until the next row.",
    )
    role_id = fields.Many2one(
        "crm.contact.role", index="btree_not_null", ondelete="restrict"
    )
    influence = fields.Selection(INFLUENCES)
    attitude = fields.Selection(ATTITUDES, string="Attitude to Us")
    manager_id = fields.Many2one(
        "crm.contact.position",
        string="Reported To",
        index="btree_not_null",
        ondelete="set null",
        bypass_search_access=True,
    )

    # One row a day; also the index by which the row of a day is found.
    _day_uniq = models.Constraint(
        "UNIQUE(position_id, date)", "There is one row for each day."
    )

    @api.model
    def _read_on(self, positions, day):
        """Return what was known of positions on a day.

        :return: {id of the position: stance}; positions of which nothing was known yet
            are left out
        """
        known = {}
        for stance in self.search_fetch(
            [("position_id", "in", positions.ids), ("date", "<=", day)],
            ["position_id", "date", *STANCE_FIELDS],
        ):
            known.setdefault(stance.position_id.id, stance)
        return known

    @api.model
    def _remember(self, positions, today):
        """Write down what is known of positions now, where it is something new.

        :param today: date; of what changes several times on a day, the last counts
        """
        latest = self._read_on(positions, today)
        created = []
        for position in positions:
            values = position._read_stance()
            row = latest.get(position.id)
            if row and row._read_values() == values:
                continue
            if row and row.date == today:
                row.write(values)
            elif row or position._is_anything_known():
                day = position._get_first_stance_day(today) if not row else today
                created.append({"position_id": position.id, "date": day, **values})
        self.create(created)

    def _read_values(self):
        self.ensure_one()
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in STANCE_FIELDS
        }

    @api.model
    def _hand_over(self, source, target):
        """Give what was known of a position to the one that takes its place.

        What was known of ``target`` on the same day is worth more.
        """
        days = set(self.search([("position_id", "=", target.id)]).mapped("date"))
        moved = self.search([("position_id", "=", source.id)])
        moved = moved.filtered(lambda stance: stance.date not in days)
        moved.position_id = target
