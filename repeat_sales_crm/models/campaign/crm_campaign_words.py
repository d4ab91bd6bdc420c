from odoo import api, fields, models
from odoo.tools import SQL, format_date, format_duration, format_time

from .crm_campaign_schedule import WEEKDAYS


class CrmCampaign(models.Model):
    """The campaign as people read it, and where its numbers lead."""

    _inherit = "crm.campaign"

    schedule_text = fields.Char(string="When", compute="_compute_schedule_text")

    @api.depends(
        "trigger",
        "contact_present",
        "start_at",
        "repeat_every",
        "repeat_unit",
        "month_mode",
        "month_day",
        "month_week",
        "hour",
        "end_date",
        *WEEKDAYS,
    )
    def _compute_schedule_text(self):
        for campaign in self:
            campaign.schedule_text = campaign._tell_schedule()

    def _tell_schedule(self):
        _ = self.env._
        if self.trigger == "enter" and self.contact_present:
            return _("Who is in the audience at the start, and who enters it later")
        if self.trigger == "enter":
            return _("When a customer enters the audience")
        if self.trigger == "once":
            if not self.start_at:
                return _("Once, when it is launched")
            return _("Once, %s", self._tell_minute(self.start_at))
        text = _(
            "%(days)s, at %(time)s",
            days=self._tell_days(),
            time=format_duration(self.hour),
        )
        if self.end_date:
            last = format_date(self.env, self.end_date)
            text = _("%(text)s, until %(day)s", text=text, day=last)
        return text

    def _tell_minute(self, moment):
        """Return a moment on the company's clock, to the minute."""
        tz = self.company_id.lifecycle_tz
        return self.env._(
            "%(day)s, %(time)s",
            day=format_date(self.env, self._get_today(moment)),
            time=format_time(self.env, moment, tz=tz, time_format="short"),
        )

    def _tell_days(self):
        _ = self.env._
        every = self.repeat_every
        weekdays = ", ".join(
            self._fields[name].get_description(self.env, ["string"])["string"]
            for name in WEEKDAYS
            if self[name]
        )
        if self.repeat_unit == "day":
            return _("Every day") if every == 1 else _("Every %s days", every)
        if self.repeat_unit == "week":
            if every == 1:
                return _("Every week on %s", weekdays)
            return _("Every %(every)s weeks on %(days)s", every=every, days=weekdays)
        if self.month_mode == "last_day":
            day = _("the last day")
        elif self.month_mode == "day":
            day = _("day %s", self.month_day)
        else:
            weeks = dict(self._fields["month_week"]._description_selection(self.env))
            week = weeks.get(self.month_week, "").lower()
            day = _("the %(week)s %(days)s", week=week, days=weekdays)
        if every == 1:
            return _("Every month on %s", day)
        return _("Every %(every)s months on %(day)s", every=every, day=day)

    # ------------------------------------------------------------------
    # Where numbers lead
    # ------------------------------------------------------------------

    def action_open_audience(self):
        """Open the customers who are in the audience now."""
        self.ensure_one()
        self.check_access("read")
        return self._open_customers(self.env._("%s: audience", self.name), str(self.id))

    def action_open_planned(self, state, reason=False):
        """Open the customers of whom a launch would make members of that state.

        :param state: of members; ``left_out`` goes with a ``reason``
        """
        self.ensure_one()
        self.check_access("read")
        labels = dict(
            self.env["crm.campaign.member"]
            ._fields["reason" if reason else "state"]
            ._description_selection(self.env)
        )
        place = "/".join([str(self.id), state, *([reason] if reason else [])])
        return self._open_customers(f"{self.name}: {labels[reason or state]}", place)

    def _open_customers(self, name, place):
        """Open the customers at a place, as :mod:`.campaign_place` writes it.

        Where somebody was picked who is no customer yet, contacts are opened.
        """
        if self.sudo()._has_strangers():
            return {
                "type": "ir.actions.act_window",
                "name": name,
                "res_model": "res.partner",
                "view_mode": "list,kanban,form",
                "domain": [("campaign_place", "=", place)],
            }
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_customer_action"
        )
        return action | {
            "name": name,
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("campaign_place", "=", place),
            ],
            "context": {},
        }

    def _has_strangers(self):
        """Return whether somebody was picked by hand whom the company does not know."""
        self.env.flush_all()
        return bool(
            self.env.execute_query(
                SQL(
                    """
                    SELECT 1 FROM (%s) AS picked
                     WHERE NOT EXISTS (
                           SELECT FROM crm_customer AS known
                            WHERE known.company_id = %s
                              AND known.partner_id = picked.partner_id
                              AND known.active)
                     LIMIT 1
                    """,
                    self._get_picked_query(None),
                    self.company_id.id,
                )
            )
        )

    # ------------------------------------------------------------------
    # Playbooks
    # ------------------------------------------------------------------

    def action_use_playbook(self):
        """Open a new campaign that is a copy of this playbook."""
        self.ensure_one()
        name = self.env._(
            "%(playbook)s, %(day)s",
            playbook=self.name,
            day=format_date(self.env, fields.Date.context_today(self)),
        )
        campaign = self.copy(
            {"is_template": False, "name": name, "user_id": self.env.uid}
        )
        return {
            "type": "ir.actions.act_window",
            "name": campaign.name,
            "res_model": "crm.campaign",
            "res_id": campaign.id,
            "view_mode": "form",
        }
