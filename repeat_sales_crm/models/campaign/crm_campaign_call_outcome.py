from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import SQL, format_datetime

#: How long after a card was taken back its outcome can still be entered.
_LATE = timedelta(days=1)


class CrmCampaignAction(models.Model):
    """What one click on an outcome does."""

    _inherit = "crm.campaign.action"

    def set_call_outcome(self, outcome_id, note="", values=None):
        """Enter what came of the action, and do what the outcome says.

        :param outcome_id: id of a ``crm.campaign.outcome``
        :param note: what the user wrote
        :param values: ``call_at`` (UTC) for a call-back, ``phone`` for a right number,
            ``also_ids``: more cards for that customer for which it is the outcome
        :return: a dictionary: message (what happened), stays (whether the card is
            still to be done now), action (what to open, or False), undo (ids of the
            cards that can be put back, see :meth:`undo_call_outcome`)
        """
        self.ensure_one()
        now = fields.Datetime.now()
        outcome = self.env["crm.campaign.outcome"].browse(outcome_id).exists()
        if not outcome:
            raise UserError(self.env._("This outcome was deleted. Choose another one."))
        if not self._claim_card(now):
            if self._was_taken_back():
                return self._note_late_outcome(outcome, (note or "").strip(), now)
            raise UserError(self._tell_taken())
        note, values = (note or "").strip(), values or {}
        result = self._enter_outcome(outcome, note, values, now)
        entered = self
        if not result.get("stays"):
            others = self._find_other_cards(now).filtered(
                lambda card: card.id in values.get("also_ids", ())
            )
            for card in others:
                card._enter_outcome(outcome, note, values, now, is_first=False)
            entered |= others
        answer = {"message": "", "stays": False, "action": False, "undo": entered.ids}
        return answer | result

    def _enter_outcome(self, outcome, note, values, now, *, is_first=True):
        """Do what an outcome says, for one card.

        :param is_first: whether it is the first one of a customer: a quotation, say, is
            made once
        """
        if is_first or outcome.effect in ("again", "call_back"):
            carry_out = getattr(self, f"_carry_out_{outcome.effect}")
            return carry_out(outcome, note, values, now)
        self._end_call(outcome, note, now)
        return {}

    def _find_other_cards(self, now):
        """Return the customer's other open cards that the user has or can claim."""
        rows = self._read_call_rows(
            now,
            SQL(
                "action.partner_id = %s AND action.company_id = %s AND action.id != %s",
                self.partner_id.id,
                self.company_id.id,
                self.id,
            ),
        )
        others = self.browse([row["id"] for row in rows if not row["is_held"]])
        return others.filtered(lambda card: card._claim_card(now))

    def _was_taken_back(self):
        """Tell whether the engine ended the card while it was open with the user."""
        action = self.sudo().exists()
        return (
            action.state == "skipped"
            and action.claim_user_id == self.env.user
            and action.done_at > fields.Datetime.now() - _LATE
        )

    def _note_late_outcome(self, outcome, note, now):
        """Accept what came of a conversation though its card was taken back."""
        action = self.sudo()
        self._add_attempt(outcome, note, now)
        action.write({"state": "done", "note": note, "outcome_id": outcome.id})
        return {
            "message": self.env._(
                "%s: noted. The campaign has taken the card back meanwhile.",
                self.partner_id.name,
            ),
            "stays": False,
            "action": False,
            "undo": [],
        }

    # ------------------------------------------------------------------
    # Effects
    # ------------------------------------------------------------------

    def _carry_out_done(self, outcome, note, _values, now):
        self._end_call(outcome, note, now)
        return {"message": self.env._("%s: done.", self.partner_id.name)}

    def _carry_out_again(self, outcome, note, values, now):
        tries = len(
            self.sudo().attempt_ids.filtered(lambda one: one.outcome_id == outcome)
        )
        if tries + 1 >= outcome.again_max:
            self._end_call(outcome, note, now)
            return {
                "message": self.env._(
                    "%(outcome)s for the last time: the plan goes on.",
                    outcome=outcome.name,
                )
            }
        delay = {f"{outcome.again_unit}s": outcome.again_number}
        moment = self._find_working_moment(now + timedelta(**delay))
        return self._call_again(outcome, note, moment, now)

    def _find_working_moment(self, moment):
        """Return the first moment from another one on at which the user works."""
        days = self.company_id.sudo()._get_working_days(
            "human", self.env.user.sudo().resource_calendar_id
        )
        return days.within_hours(moment, self._get_user_tz())

    def _carry_out_call_back(self, outcome, note, values, now):
        try:
            moment = fields.Datetime.to_datetime(values.get("call_at"))
        except ValueError:
            moment = None
        if not moment or moment <= now:
            raise ValidationError(
                self.env._("Choose a moment in the future to call back at.")
            )
        return self._call_again(outcome, note, moment, now)

    def _carry_out_wrong_number(self, outcome, note, values, now):
        contact = self.contact_id or self.partner_id
        phone = (values.get("phone") or "").strip()
        if not phone:
            contact.sudo().campaign_wrong_phone = contact.phone
            self._end_call(outcome, note, now)
            return {"message": self.env._("The number of %s is flagged.", contact.name)}
        if phone == contact.phone:
            raise ValidationError(
                self.env._("This is the wrong number. Enter another one.")
            )
        self._add_attempt(outcome, note, now)
        contact.phone = phone
        return {
            "message": self.env._("The number of %s is changed.", contact.name),
            "stays": True,
        }

    def _carry_out_quotation(self, outcome, note, _values, now):
        order = (
            self.env["sale.order"]
            .with_company(self.company_id)
            .create(self._prepare_quotation(note))
        )
        self._end_call(outcome, note, now)
        return {
            "message": self.env._("%s is made.", order.name),
            "action": order._get_records_action(context={}),
        }

    def _prepare_quotation(self, note):
        """Return the values of the quotation for a customer who orders by phone."""
        campaign = self.sudo().campaign_id
        values = {
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "user_id": self.env.uid,
            "campaign_id": campaign.utm_campaign_id.id,
            "campaign_offer_id": self.sudo().step_id.offer_id.id,
        }
        if note:
            values["order_line"] = [
                Command.create({"display_type": "line_note", "name": note})
            ]
        return values

    # ------------------------------------------------------------------
    # What they have in common
    # ------------------------------------------------------------------

    def _add_attempt(self, outcome, note, now, again_at=False):
        self.env["crm.campaign.attempt"].sudo().create(
            {
                "action_id": self.id,
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "user_id": self.env.uid,
                "moment": now,
                "outcome_id": outcome.id,
                "again_at": again_at,
                "note": note,
            }
        )
        if outcome.counts_as_contact:
            self._note_contact(now)

    def _call_again(self, outcome, note, moment, now):
        """Leave the action under way until a moment, and say so in the chatter."""
        self._take_over()
        self._add_attempt(outcome, note, now, moment)
        self._postpone_call(moment)
        tz = self._get_user_tz()
        text = self.env._(
            "%(step)s: %(outcome)s. Again on %(moment)s.",
            step=self.sudo().step_id.name,
            outcome=outcome.name,
            moment=format_datetime(self.env, moment, tz=tz),
        )
        contact = self.contact_id or self.partner_id
        contact._message_log(body=f"{text} {note}" if note else text)
        return {"message": text}

    def _end_call(self, outcome, note, now):
        """End the action with its outcome, by way of its activity if it has one."""
        self._take_over()
        self._add_attempt(outcome, note, now)
        action = self.sudo()
        action.outcome_id = outcome
        feedback = f"{outcome.name}. {note}" if note else outcome.name
        if action.activity_id:
            self.env["mail.activity"].browse(action.activity_id.id).action_feedback(
                feedback=feedback
            )
        action._finish("done", now=now)
        action.note = note

    def _take_over(self):
        """Make the card of a teammate the user's own, who has done it."""
        if self.user_id != self.env.user:
            self.sudo()._give_to({self.id: self.env.uid})
