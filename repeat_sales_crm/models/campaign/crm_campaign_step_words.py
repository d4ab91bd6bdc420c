from odoo import api, fields, models


class CrmCampaignStep(models.Model):
    """The plan, as people read it: when, what, and for whom."""

    _inherit = "crm.campaign.step"

    plan_icon = fields.Char(compute="_compute_plan")
    plan_when = fields.Char(string="When", compute="_compute_plan")
    plan_what = fields.Char(string="What", compute="_compute_plan")
    plan_who = fields.Char(string="For Whom and by Whom", compute="_compute_plan")

    @api.depends(
        "kind",
        "name",
        "delay_days",
        "delay_hours",
        "delay_from",
        "condition",
        "condition_step_id.name",
        "condition_outcome_ids.name",
        "condition_segment_id.name",
        "responsible",
        "team_id.name",
        "user_id.name",
        "daily_limit",
        "offer_id.name",
        "offer_id.date_start",
        "offer_id.date_end",
        "sequence",
    )
    def _compute_plan(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for step in self:
            step.plan_icon = step._get_kind_info().icon if step.kind else False
            step.plan_when = step._tell_when()
            step.plan_what = step._join_words(
                " · ", kinds.get(step.kind), step.name, step._tell_offer()
            )
            step.plan_who = step._join_words(
                ", ", step._tell_condition(), step._tell_responsible()
            )

    def _join_words(self, between, *words):
        return between.join(word for word in words if word)

    def _tell_when(self):
        _ = self.env._
        days, hours = self.delay_days, self.delay_hours
        if self.delay_from == "launch":
            if hours:
                return _("Day %(days)s, %(hours)s h", days=days, hours=hours)
            return _("Day %s", days)
        if days and hours:
            return _("%(days)s days %(hours)s h later", days=days, hours=hours)
        if days:
            return _("1 day later") if days == 1 else _("%s days later", days)
        return _("%s h later", hours) if hours else _("At once")

    def _tell_condition(self):
        """Return the condition in words, or an empty text."""
        if not self.condition or self.condition == "always":
            return ""
        labels = dict(self._fields["condition"]._description_selection(self.env))
        what = ""
        if "outcome" in self.condition:
            what = " / ".join(self.condition_outcome_ids.mapped("name"))
        elif "segment" in self.condition:
            what = self.condition_segment_id.name
        return self._join_words(
            " ", labels[self.condition].lower(), what and f"“{what}”"
        )

    def _tell_responsible(self):
        """Return who does it, where that is somebody."""
        _ = self.env._
        if self.channel_group != "human":
            return ""
        who = {
            "seller": _("by the customer's salesperson"),
            "team": _("by %s in turn", self.team_id.name),
            "user": _("by %s", self.user_id.name),
        }[self.responsible or "seller"]
        limit = self.daily_limit and _("up to %s a day", self.daily_limit)
        return self._join_words(", ", who, limit)
