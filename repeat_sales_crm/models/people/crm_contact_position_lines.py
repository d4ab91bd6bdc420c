from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from .crm_contact_stance import STANCE_FIELDS


class Lines(NamedTuple):
    """To whom somebody reports, and who reports to them: ids of positions."""

    manager_id: int
    report_ids: list[int]


class CrmContactPosition(models.Model):
    """Who reports to whom, and what was known when.

    Lines run between present positions at one organisation. They end when either side
    leaves it; what was before is in ``crm.contact.stance``.
    """

    _inherit = "crm.contact.position"

    manager_id = fields.Many2one(
        "crm.contact.position",
        string="Reports To",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        bypass_search_access=True,
        domain="[('organisation_id', '=', organisation_id), "
        "('organisation_id', '!=', False), ('is_current', '=', True), "
        "('id', '!=', id)]",
        help="The person at the same organisation to whom this one reports.",
    )
    report_ids = fields.One2many(
        "crm.contact.position",
        "manager_id",
        string="Reports",
        domain=[("is_current", "=", True)],
    )
    stance_ids = fields.One2many(
        "crm.contact.stance",
        "position_id",
        string="Known Over Time",
        help="Role, influence, attitude and reporting line, as they were known since "
        "each day.",
    )

    @api.constrains("manager_id")
    def _check_manager(self):
        if self._has_cycle("manager_id"):
            raise ValidationError(
                self.env._(
                    "Somebody would report to themselves in the end: change the "
                    "reporting line of the other person first."
                )
            )
        for position in self.filtered("manager_id"):
            if position._is_line_broken():
                raise ValidationError(
                    self.env._(
                        "%(person)s can only report to somebody who works at the same "
                        "organisation today.",
                        person=position.person_id.name,
                    )
                )

    def _is_line_broken(self):
        """Return whether the two ends of the line no longer belong together."""
        self.ensure_one()
        manager = self.manager_id.sudo()
        return (
            not self.organisation_id
            or manager.organisation_id != self.organisation_id
            or (self.is_current and not manager.is_current)
        )

    # ------------------------------------------------------------------
    # Keep lines and history
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        positions = super().create(vals_list)
        positions.filtered(lambda one: one._is_anything_known())._remember_stances()
        return positions

    def write(self, vals):
        result = super().write(vals)
        if {"organisation_id", "status", "date_to"} & vals.keys():
            self._end_broken_lines()
        if not vals.keys().isdisjoint(STANCE_FIELDS):
            self._remember_stances()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_end_lines(self):
        self._get_reports().write({"manager_id": False})

    def _remember_stances(self):
        if not self:
            return
        stances = self.env["crm.contact.stance"].sudo()
        stances._remember(self.sudo(), self.env.company._lifecycle_today())

    def _end_broken_lines(self):
        """End the lines from and to positions that have been left or moved."""
        everybody = self.sudo().with_context(active_test=False)
        around = everybody.search(
            [
                ("is_current", "=", True),
                ("manager_id", "!=", False),
                "|",
                ("id", "in", self.ids),
                ("manager_id", "in", self.ids),
            ]
        )
        broken = around.filtered(lambda position: position._is_line_broken())
        if broken:
            broken.write({"manager_id": False})

    def _get_reports(self):
        """Return who reports to these positions, whoever asks."""
        everybody = self.sudo().with_context(active_test=False)
        return everybody.search(
            [("manager_id", "in", self.ids), ("id", "not in", self.ids)]
        )

    def _read_stance(self):
        """Return what is known of the person in this job: {field: value to write}."""
        self.ensure_one()
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in STANCE_FIELDS
        }

    def _is_anything_known(self):
        self.ensure_one()
        return bool(
            self.role_id
            or self.attitude
            or self.manager_id
            or self.influence not in (False, "0")
        )

    def _get_first_stance_day(self, today):
        """Return since when it is known what is entered first: of a past job, ever."""
        self.ensure_one()
        if self.is_current:
            return today
        return self.date_from or self.date_to or today

    # ------------------------------------------------------------------
    # When one position takes the place of another
    # ------------------------------------------------------------------

    def _is_bare(self):
        return super()._is_bare() and not self.manager_id

    def _read_known(self):
        """Return what is known of the person and holds in another job here, too."""
        if not self:
            return {}
        stance = self._read_stance()
        return {name: stance[name] for name in ("role_id", "influence", "attitude")}

    def _read_lines(self):
        self.ensure_one()
        reports = self._get_reports().filtered("is_current")
        return Lines(manager_id=self.manager_id.id or 0, report_ids=reports.ids)

    def _give_lines(self, lines):
        """Give this position the lines of one that it takes the place of.

        Whoever was above stays above, and whoever was below stays below.
        """
        self.ensure_one()
        position = self.sudo().with_context(active_test=False)
        manager = position.browse(lines.manager_id).exists()
        reports = position.browse(lines.report_ids).exists() - position
        if manager and manager != position and manager not in reports:
            position._report_to(manager)
        for report in reports:
            report._report_to(position)

    def _report_to(self, manager):
        """Draw the line where it is possible, and leave things as they are if not."""
        self.ensure_one()
        if (
            self.organisation_id
            and self.organisation_id == manager.organisation_id
            and manager.is_current
            and self not in manager._get_chain()
        ):
            self.manager_id = manager

    def _get_chain(self):
        """Return the position and everybody above it."""
        self.ensure_one()
        chain = self
        while chain[-1].manager_id and chain[-1].manager_id not in chain:
            chain |= chain[-1].manager_id
        return chain

    def _take_over(self, other):
        """Continue the lines and the history of a double, too."""
        stances = self.env["crm.contact.stance"].sudo()
        lines, own = other._read_lines(), self.manager_id
        stances._hand_over(other, self)
        if other in self._get_chain():
            # The double is above: so is what is left of the two.
            self.manager_id = own = self.browse()
        result = super()._take_over(other)
        if own:
            lines = lines._replace(manager_id=0)
        self._give_lines(lines)
        self._remember_stances()
        return result

    def _reopen_predecessor(self, former):
        """Continue the lines and the history of the job that never was."""
        lines = self._read_lines()
        lost = former._find_lost_reports()
        self.env["crm.contact.stance"].sudo()._hand_over(self, former)
        result = super()._reopen_predecessor(former)
        former._give_lines(lines)
        for report in lost:
            report._report_to(former.sudo())
        former._remember_stances()
        return result

    def _find_lost_reports(self):
        """Return who reported to this former position until it ended, and to nobody
        since."""
        self.ensure_one()
        stances = self.env["crm.contact.stance"].sudo()
        reports = stances.search([("manager_id", "=", self.id)]).position_id
        lost = reports.browse()
        for report in reports.filtered("is_current") - reports.filtered("manager_id"):
            now, *before = report.stance_ids.sorted("date", reverse=True)
            is_since_then = self.date_to and now.date >= self.date_to
            if is_since_then and before and before[0].manager_id == self:
                lost |= report
        return lost

    # ------------------------------------------------------------------
    # Fill
    # ------------------------------------------------------------------

    @api.model
    def _fill_stances(self):
        """Begin the history of positions that have none, with one statement.

        What is known of a position has been the same since it was last changed; what
        was before nobody knows.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_contact_stance
                       (position_id, date, role_id, influence, attitude, manager_id,
                        create_uid, create_date, write_uid, write_date)
                SELECT position.id,
                       CASE WHEN position.is_current THEN position.write_date::date
                            ELSE COALESCE(position.date_from, position.date_to,
                                          position.write_date::date)
                       END,
                       position.role_id, position.influence, position.attitude,
                       position.manager_id, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM crm_contact_position AS position
                 WHERE (position.role_id IS NOT NULL
                        OR position.attitude IS NOT NULL
                        OR position.manager_id IS NOT NULL
                        OR COALESCE(position.influence, '0') != '0')
                   AND NOT EXISTS (SELECT FROM crm_contact_stance AS known
                                    WHERE known.position_id = position.id)
                """,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.env["crm.contact.stance"].invalidate_model()
