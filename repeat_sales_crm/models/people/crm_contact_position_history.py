from typing import NamedTuple

from odoo import api, models

from .crm_contact_position import DETAILS

#: Sources of positions that nobody entered.
_AUTOMATIC = ("install", "contact", "import", "merge")


class Standing(NamedTuple):
    """Where a contact works and how it is reached, at one moment."""

    organisation_id: int
    is_person: bool
    job: str
    address: str
    phone: str
    email: str


class CrmContactPosition(models.Model):
    """How the main position follows the contact.

    Context keys, for code that changes contacts:

    ``position_correction``
        the change puts a mistake right, and makes no history
    ``position_date``
        the day of the change; today if left out
    ``position_source``
        a value of the field ``source``
    """

    _inherit = "crm.contact.position"

    @api.model
    def _follow(self, before):
        """Bring the main positions of contacts in line with what they say now.

        :param before: {contact: :class:`Standing` before the change, or ``None`` of a
            contact that has just been created}
        """
        moved, renamed = {}, []
        for person, old in before.items():
            new = person._read_standing()
            if new.organisation_id != (old.organisation_id if old else 0):
                moved[person] = (old, new)
            elif new.organisation_id and old.job != new.job:
                renamed.append((person, new))
        if not moved and not renamed:
            return
        follower = self.sudo().with_context(position_follows=True)
        mains = follower._get_mains([*moved, *(person for person, _new in renamed)])
        for person, new in renamed:
            main = mains.get(person, self.browse())
            if (main.job or "") != new.job:
                main.job = new.job
        if self.env.context.get("position_correction"):
            follower._correct(moved, mains)
        else:
            follower._move(moved, mains)

    @api.model
    def _get_mains(self, people):
        """Return the present main positions of contacts: {contact: position}."""
        found = self.with_context(active_test=False).search(
            [
                ("person_id", "in", [person.id for person in people]),
                ("is_main", "=", True),
                ("is_current", "=", True),
            ]
        )
        return {position.person_id: position for position in found}

    def _correct(self, moved, mains):
        """Put the main positions where they should have been from the beginning."""
        opened = []
        for person, (_old, new) in moved.items():
            main = mains.get(person)
            if main and new.organisation_id:
                main.organisation_id = new.organisation_id
                main.job = new.job
            elif main:
                main._drop()
            elif new.organisation_id:
                opened.append(self._prepare_opened(person, new))
        self.create(opened)

    def _move(self, moved, mains):
        day = self._get_change_day()
        opened, kept = [], {}
        for person, (old, new) in moved.items():
            main = mains.get(person)
            if main and not new.is_person:
                # An address or a company after all: it never had a job.
                main._drop()
                continue
            if main and main.organisation_id.id == new.organisation_id:
                # A merge brought the job before the company.
                continue
            if main and main._take_back(new, day):
                continue
            if main:
                main._close(old, day)
            elif old and old.organisation_id:
                self.create(self._prepare_closed(person, old, day))
            if old and old.organisation_id:
                kept[person.id] = old.organisation_id
            if new.organisation_id:
                begun = day if old and old.is_person else False
                opened.append(self._prepare_opened(person, new, begun))
        # A row is inserted at once: the job that ended must have ended before.
        self.flush_model()
        self.create(opened)
        self.env["crm.lead"]._keep_with_organisations(kept)

    def _get_change_day(self):
        return (
            self.env.context.get("position_date") or self.env.company._lifecycle_today()
        )

    def _get_change_source(self):
        if self.env.context.get("import_file"):
            return "import"
        return self.env.context.get("position_source", "contact")

    def _prepare_opened(self, person, standing, date_from=False):
        return {
            "person_id": person.id,
            "organisation_id": standing.organisation_id,
            "is_main": True,
            "job": standing.job,
            "date_from": date_from,
            "source": self._get_change_source(),
        }

    def _prepare_closed(self, person, standing, day):
        return self._prepare_opened(person, standing) | self._prepare_end(standing, day)

    def _prepare_end(self, standing, day):
        return {
            "status": "former",
            "date_to": day,
            "job": standing.job,
            "address": standing.address,
            "phone": standing.phone,
            "email": standing.email,
        }

    def _close(self, standing, day):
        """End the position, with the address and phone of that time."""
        self.ensure_one()
        if self.date_from and self.date_from > day:
            day = self.date_from
        self.write(self._prepare_end(standing, day))

    def _is_bare(self):
        """Return whether nobody found out anything about the person in this job."""
        self.ensure_one()
        return (
            self.source in _AUTOMATIC
            and self.influence in (False, "0")
            and not any(self[name] for name in DETAILS)
        )

    def _drop(self):
        """Take a position away that never was, or close it if something is known."""
        self.ensure_one()
        if self._is_bare():
            self.unlink()
        else:
            self.write({"status": "former"})

    def _take_back(self, new, day):
        """Undo a change of this very day, if the contact is back where it was.

        :return: whether there was one
        """
        self.ensure_one()
        if not new.organisation_id or self.date_from != day or not self._is_bare():
            return False
        former = self._get_predecessor()
        if former.organisation_id.id != new.organisation_id:
            return False
        if self._has_purchases():
            return False
        self._reopen_predecessor(former)
        return True

    def _has_purchases(self):
        """Return whether the organisation bought anything through the person."""
        self.ensure_one()
        bought = (
            self.env["crm.purchase"]
            .sudo()
            .search_count(
                [
                    ("contact_id", "=", self.person_id.id),
                    ("partner_id", "=", self.organisation_id.id),
                ],
                limit=1,
            )
        )
        return bool(bought)

    def _get_predecessor(self):
        """Return the main position that ended when this one began."""
        self.ensure_one()
        if not self.date_from:
            return self.browse()
        return self.with_context(active_test=False).search(
            [
                ("person_id", "=", self.person_id.id),
                ("is_main", "=", True),
                ("is_current", "=", False),
                ("date_to", "=", self.date_from),
            ],
            order="id desc",
            limit=1,
        )

    def _reopen_predecessor(self, former):
        """Continue ``former`` in the place of this position, which goes."""
        self.ensure_one()
        left = former.organisation_id
        values = {
            "organisation_id": self.person_id._get_organisation().id,
            "status": "active",
            "job": self.job,
            "address": False,
            "phone": False,
            "email": False,
        }
        # What was found out since is worth more than what was known before.
        for name in (*DETAILS, "influence"):
            if self[name] and (name != "influence" or self[name] != "0"):
                values[name] = self._fields[name].convert_to_write(self[name], self)
        person = self.person_id
        self.unlink()
        former.write(values)
        self.env["crm.lead"]._give_back_to_person(person, left)

    @api.model
    def _prepare_merge(self, sources, target):
        """Leave one main job to contacts that are about to become one.

        It is the job that Odoo's merge will leave on the contact: the target's, or else
        that of the last source. The others end today, and jobs at the same organisation
        become one.
        """
        follower = self.sudo().with_context(position_follows=True)
        mains = follower._get_mains(list(sources | target))
        kept = mains.pop(target, None)
        if not kept and not target.sudo().parent_id:
            ordered = [source for source in sources if source in mains]
            kept = mains.pop(ordered[-1]) if ordered else None
        day = self._get_change_day()
        for source, position in mains.items():
            if kept and position.organisation_id == kept.organisation_id:
                kept._take_over(position)
            else:
                position._close(source._read_standing(), day)

    def _take_over(self, other):
        """Continue with what was known of a double of this position, which goes."""
        self.ensure_one()
        values = {}
        for name in (*DETAILS, "influence", "job"):
            known = self[name] and (name != "influence" or self[name] != "0")
            if not known and other[name]:
                values[name] = self._fields[name].convert_to_write(other[name], self)
        days = [position.date_from for position in (self, other) if position.date_from]
        if days:
            values["date_from"] = min(days)
        other.unlink()
        self.write(values)

    def action_was_correction(self):
        """Say that the last change of company only put a mistake right.

        The history of the change goes: the position before is continued at the company
        that the contact has now, with all that was known of the person in it.
        """
        self.ensure_one()
        self.check_access("write")
        follower = self.sudo().with_context(position_follows=True)
        former = follower._get_predecessor()
        if former and self.is_main and self.is_current:
            person = self.person_id
            follower._reopen_predecessor(former)
            return person._get_records_action(context={})
        return False
