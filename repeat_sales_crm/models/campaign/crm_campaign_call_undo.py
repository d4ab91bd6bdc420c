from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from .crm_campaign_call_list import CLAIM

#: How long an outcome can be undone.
_UNDO = timedelta(minutes=10)

#: What is put back of the records that an outcome changes.
_ACTION = (
    "state",
    "reason",
    "outcome_id",
    "note",
    "contact_at",
    "done_at",
    "user_id",
    "call_at",
    "is_reminded",
    "expire_at",
)
_ACTIVITY = ("date_deadline", "feedback", "user_id")
_CONTACT = ("phone", "campaign_wrong_phone", "campaign_opt_out")


class CrmCampaignAction(models.Model):
    """The last outcome taken back: a wrong key is no misfortune."""

    _inherit = "crm.campaign.action"

    def undo_call_outcome(self):
        """Put cards back as they were before the outcome that the user just entered.

        It is refused once something followed from the outcome.

        :return: a dictionary: message
        """
        for action in self:
            action.check_access("read")
            # Attempts are written by the addon alone; this one is the user's own.
            action.sudo()._undo(action.sudo().attempt_ids[:1])
        return {
            "message": self.env._(
                "%s: the outcome was taken back.", self[:1].partner_id.name
            )
        }

    def _enter_outcome(self, outcome, note, values, now, *, is_first=True):
        before = self.sudo()._remember()
        result = super()._enter_outcome(outcome, note, values, now, is_first=is_first)
        order = result.get("action") or {}
        if order.get("res_model") == "sale.order":
            before["order_id"] = order["res_id"]
        messages = self.env["mail.message"].sudo()
        before["message_ids"] = messages.search(
            [*self._get_messages_domain(), ("id", ">", before.pop("last_message"))]
        ).ids
        self.sudo().attempt_ids[:1].before = before
        return result

    def _get_messages_domain(self):
        contact = self.contact_id or self.partner_id
        return [("model", "=", "res.partner"), ("res_id", "=", contact.id)]

    def _remember(self):
        """Return what an outcome may change, as JSON."""
        self.ensure_one()
        contact = self.contact_id or self.partner_id
        last = self.env["mail.message"].search(
            self._get_messages_domain(), order="id desc", limit=1
        )
        return {
            "action": _read(self, _ACTION),
            "activity": _read(self.activity_id, _ACTIVITY),
            "contact": _read(contact, _CONTACT),
            "last_message": last.id or 0,
        }

    def _undo(self, attempt):
        before = attempt.before
        self._check_undo(attempt)
        self.member_id.action_ids.filtered(lambda one: one.id > self.id).unlink()
        order = self.env["sale.order"].browse(before.get("order_id") or ())
        order.exists()._action_cancel()
        contact = self.contact_id or self.partner_id
        changed = {
            name: value
            for name, value in before["contact"].items()
            if (contact[name] or False) != value
        }
        if changed:
            contact.write(changed)
        self.env["mail.message"].browse(before["message_ids"]).exists().unlink()
        attempt.unlink()
        activity = self.activity_id.with_context(campaign_call=True)
        activity.write({"active": True, **before["activity"]})
        now = fields.Datetime.now()
        claim = {"claim_user_id": self.env.uid, "claim_until": now + CLAIM}
        self.write({**before["action"], **claim})
        if self.member_id.state == "done":
            self.member_id.write({"state": "active", "finished_at": False})
            self.wave_id.filtered(lambda wave: wave.state == "done").state = "running"
        self.env.flush_all()

    def _check_undo(self, attempt):
        """Raise a UserError where it is too late to undo an attempt."""
        now = fields.Datetime.now()
        is_mine = attempt.user_id.id == self.env.uid
        if not (attempt.before and is_mine and attempt.moment >= now - _UNDO):
            raise UserError(self.env._("This can no longer be undone."))
        following = self.member_id.action_ids.filtered(lambda one: one.id > self.id)
        order = self.env["sale.order"].browse(attempt.before.get("order_id") or ())
        if (
            self.campaign_id.state not in ("running", "paused")
            or self.state not in ("running", "done")
            or not self.activity_id
            or any(one.state != "waiting" for one in following)
            or self.member_id.state not in ("active", "done")
            or any(
                order.exists().mapped(lambda one: one.state not in ("draft", "cancel"))
            )
        ):
            raise UserError(
                self.env._("The campaign has gone on meanwhile: this cannot be undone.")
            )


def _read(record, names):
    """Return values of a record that JSON can hold and ``write`` takes."""
    values = {}
    for name in names if record else ():
        field = record._fields[name]
        value = record[name]
        if field.type == "many2one":
            value = value.id
        elif field.type in ("date", "datetime"):
            value = value and str(value)
        values[name] = value
    return values
