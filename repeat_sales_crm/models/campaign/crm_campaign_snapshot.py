from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Command

from .crm_campaign_audience import AUDIENCE_FIELDS
from .crm_campaign_schedule import SCHEDULE_FIELDS

#: What is written by the engine alone; a form cannot say otherwise.
_ENGINE_FIELDS = {
    "last_run_at",
    "member_ids",
    "next_run_at",
    "presence_ids",
    "state",
    "wave_ids",
}


class CrmCampaign(models.Model):
    """A campaign as a form has it, saved or not."""

    _inherit = "crm.campaign"

    def _get_snapshot(self, values):
        """Return the campaign with these values, without writing anything.

        :param values: of fields, as a form would save them
        :raise AccessError: if they speak of what the user may not see
        """
        values = {
            name: value
            for name, value in values.items()
            if name in self._fields and name not in _ENGINE_FIELDS
        }
        for named in self._list_named(self, values):
            named.check_access("read")
        if not self:
            snapshot = self.new(values)
        else:
            snapshot = self.new(origin=self)
            snapshot._update_cache(values, validate=False)
        # Steps ask their campaign for its company and its owner.
        for step in snapshot.with_context(active_test=False).step_ids:
            step._update_cache({"campaign_id": snapshot}, validate=False)
        if snapshot.company_id - self.env.companies:
            raise AccessError(
                self.env._("Switch to %s first.", snapshot.company_id.sudo().name)
            )
        return snapshot

    def _list_named(self, model, values):
        """Yield the records that the values of a form speak of."""
        for name, value in values.items():
            field = model._fields.get(name)
            if field is None or not field.relational or not value:
                continue
            comodel = self.env[field.comodel_name]
            if field.type == "many2one":
                yield comodel.browse(value)
                continue
            for line in value:
                command, record_id, content = (*line, False, False)[:3]
                if command == Command.SET:
                    yield comodel.browse(content)
                if command in (Command.LINK, Command.UPDATE):
                    yield comodel.browse(record_id)
                if command in (Command.CREATE, Command.UPDATE):
                    yield from self._list_named(comodel, content)

    def _is_changed(self, names):
        """Return whether a form says something else of these fields than is saved."""
        saved = self._origin
        return self != saved and any(
            (self[name]._origin if self._fields[name].relational else self[name])
            != saved[name]
            for name in names
        )

    def _is_audience_changed(self):
        return self._is_changed(AUDIENCE_FIELDS)

    def _is_schedule_changed(self):
        return self._is_changed(SCHEDULE_FIELDS)

    def _get_planned_steps(self):
        """Return the steps that are done, in their order, those not saved too."""
        return self.step_ids.filtered("active").sorted("sequence")
