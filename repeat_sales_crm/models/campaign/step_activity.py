from odoo import models
from odoo.tools import SQL


class CrmCampaignStep(models.Model):
    """Steps that people do: an activity for each customer, many at a time."""

    _inherit = "crm.campaign.step"

    def _plan_activities(self, actions):
        """Create the activities of actions that were handed over.

        They are inserted by one statement, and tell nobody but the counters on the
        screens: thousands of notifications and followers would help no one.
        """
        self.ensure_one()
        now = actions[:1].started_at
        company = self.campaign_id.company_id
        day = company._get_working_days("human").due_day(now, company.lifecycle_tz)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH planned AS (%(insert)s)
                UPDATE crm_campaign_action AS action
                   SET activity_id = planned.id
                  FROM planned
                 WHERE action.id = ANY(%(ids)s) AND action.contact_id = planned.res_id
             RETURNING action.user_id
                """,
                insert=self._get_activities_query(actions, day),
                ids=actions.ids,
            )
        )
        actions.invalidate_recordset()
        self.env["mail.activity"].invalidate_model()
        self.env["res.partner"].invalidate_model(["activity_ids"])
        self._count_for_users([user_id for [user_id] in rows])

    def _get_activities_query(self, actions, day):
        activity_type = self._get_activity_type()
        return SQL(
            """
            INSERT INTO mail_activity
                        (res_model_id, res_model, res_id, res_name, activity_type_id,
                         summary, note, date_deadline, user_id, user_tz, automated,
                         active, create_uid, write_uid, create_date, write_date)
            SELECT %(model_id)s, 'res.partner', contact.id, contact.complete_name,
                   %(type)s, %(summary)s, %(note)s, %(day)s, action.user_id,
                   user_partner.tz, TRUE, TRUE, %(uid)s, %(uid)s, %(now)s, %(now)s
              FROM crm_campaign_action AS action
              JOIN res_partner AS contact ON contact.id = action.contact_id
              JOIN res_users AS users ON users.id = action.user_id
              JOIN res_partner AS user_partner ON user_partner.id = users.partner_id
             WHERE action.id = ANY(%(ids)s)
         RETURNING id, res_id
            """,
            model_id=self.env["ir.model"]._get_id("res.partner"),
            type=activity_type.id or None,
            summary=self.summary or self.name,
            note=self._fill_in(self.script, is_html=True) or None,
            day=day,
            uid=self.env.uid,
            now=self.env.cr.now(),
            ids=actions.ids,
        )

    def _get_activity_type(self):
        xmlid = self._get_kind_info().activity_type
        found = xmlid and self.env.ref(xmlid, raise_if_not_found=False)
        return self.activity_type_id or found or self.env["mail.activity.type"]

    def _count_for_users(self, user_ids, sign=1):
        """Have each user's screen count activities that came, or went."""
        told = "activity_created" if sign > 0 else "activity_deleted"
        for user in self.env["res.users"].browse(sorted(set(user_ids))):
            count = user_ids.count(user.id)
            user._bus_send(
                "mail.activity/updated",
                {told: True, "count_diff": sign * count},
            )
