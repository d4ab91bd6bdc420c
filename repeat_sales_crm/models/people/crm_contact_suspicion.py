from odoo import api, fields, models
from odoo.exceptions import UserError

#: By strength: 1, 2, 3.
CONFIDENCES = [("low", "Weak"), ("medium", "Likely"), ("high", "Strong")]

STATES = [
    ("waiting", "Waiting"),
    ("confirmed", "Confirmed"),
    ("dismissed", "Not So"),
]


class CrmContactSuspicion(models.Model):
    """Signs that a person changed job, until somebody says whether it is so.

    Nothing changes by itself: a seller confirms, which opens *Changed Job*, or
    dismisses. A person has one waiting suspicion, to which further signs are added.
    """

    _name = "crm.contact.suspicion"
    _description = "Suspected Move"
    _order = "state desc, confidence_rank desc, found_date desc, id desc"
    _rec_name = "person_id"

    person_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
        bypass_search_access=True,
    )
    person_name = fields.Char(related="person_id.name", string="Name")
    organisation_id = fields.Many2one(
        "res.partner",
        string="Works At",
        index="btree_not_null",
        ondelete="cascade",
        readonly=True,
        bypass_search_access=True,
        help="Where the person works as far as is known.",
    )
    user_id = fields.Many2one(related="organisation_id.user_id", string="Salesperson")
    signal_ids = fields.One2many(
        "crm.contact.suspicion.signal", "suspicion_id", string="Signs", readonly=True
    )
    evidence = fields.Text(
        compute="_compute_evidence", help="What speaks for a change of job."
    )
    found_date = fields.Date(string="Found On", required=True, readonly=True)
    new_organisation_id = fields.Many2one(
        "res.partner",
        string="Perhaps Now At",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        bypass_search_access=True,
    )
    duplicate_id = fields.Many2one(
        "res.partner",
        string="Same Person Elsewhere",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        bypass_search_access=True,
        help="A contact that seems to be the same person, created later.",
    )
    new_email = fields.Char(string="New E-mail", readonly=True)
    confidence_rank = fields.Integer(readonly=True, default=1, aggregator=None)
    confidence = fields.Selection(
        CONFIDENCES,
        compute="_compute_confidence",
        store=True,
        help="Weak: a namesake, a private address or a disturbance of mail would look "
        "the same. Strong: several signs, or one that hardly anything else explains.",
    )
    state = fields.Selection(
        STATES, required=True, default="waiting", readonly=True, index=True
    )
    decided_user_id = fields.Many2one(
        "res.users",
        string="Decided By",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    decided_date = fields.Date(string="Decided On", readonly=True)

    _one_waiting_idx = models.UniqueIndex(
        "(person_id) WHERE state = 'waiting'",
        "A person has one waiting suspicion at a time.",
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("confidence_rank")
    def _compute_confidence(self):
        for suspicion in self:
            rank = min(max(suspicion.confidence_rank, 1), 3)
            suspicion.confidence = CONFIDENCES[rank - 1][0]

    @api.depends("signal_ids.sentence")
    def _compute_evidence(self):
        for suspicion in self:
            sentences = suspicion.signal_ids.mapped("sentence")
            suspicion.evidence = "\n".join(filter(None, sentences))

    # ------------------------------------------------------------------
    # Decide
    # ------------------------------------------------------------------

    def action_confirm(self):
        """Open *Changed Job* with what is suspected; recording it confirms."""
        self.ensure_one()
        self._check_waiting()
        action = self.person_id.action_changed_job()
        action["context"] = {
            **action["context"],
            "default_suspicion_id": self.id,
            "default_is_unknown": not self.new_organisation_id,
            "default_organisation_id": self.new_organisation_id.id,
            "default_email": self.new_email,
            "default_phone": self._get_new_phone(),
            "default_job": self.duplicate_id.sudo().function,
        }
        return action

    def _get_new_phone(self):
        phone = self.duplicate_id.sudo().phone
        return phone if phone != self.person_id.phone else False

    def action_dismiss(self):
        """Say that it is not so. The same evidence does not bring it back."""
        self.check_access("write")
        for suspicion in self:
            suspicion._check_waiting()
        self._decide("dismissed")

    def action_reopen(self):
        """Let a dismissed suspicion wait again."""
        self.check_access("write")
        for suspicion in self.sudo():
            waiting = self.search_count(
                [
                    ("person_id", "=", suspicion.person_id.id),
                    ("state", "=", "waiting"),
                ],
                limit=1,
            )
            if waiting or suspicion.state != "dismissed":
                raise UserError(
                    self.env._(
                        "Only what was dismissed can wait again, and only while "
                        "nothing newer is suspected of %(person)s.",
                        person=suspicion.person_id.name,
                    )
                )
            suspicion.write(
                {"state": "waiting", "decided_user_id": False, "decided_date": False}
            )

    def _check_waiting(self):
        if self.state != "waiting":
            raise UserError(
                self.env._(
                    "It has been decided already whether %(person)s changed job. "
                    "Reload the list.",
                    person=self.person_id.name,
                )
            )

    def _decide(self, state):
        """Write down what was decided, by whom and when.

        The fields are no user's to write; whoever decides was asked for access before.
        """
        waiting = self.sudo().filtered(lambda one: one.state == "waiting")
        waiting.write(
            {
                "state": state,
                "decided_user_id": self.env.uid,
                "decided_date": self.env.company._lifecycle_today(),
            }
        )

    @api.model
    def _settle(self, people, state):
        """Decide what waits for people whose company has changed in whatever way.

        :param people: list of contacts
        :param state: ``confirmed``, or ``dismissed`` if the company was a mistake
        """
        waiting = self.sudo().search(
            [
                ("person_id", "in", [person.id for person in people]),
                ("state", "=", "waiting"),
            ]
        )
        waiting._decide(state)

    # ------------------------------------------------------------------
    # Doors
    # ------------------------------------------------------------------

    def action_open_person(self):
        """Open the contact."""
        self.ensure_one()
        return self.person_id._get_records_action(context={})

    def action_open_duplicate(self):
        """Open the contact that seems to be the same person."""
        self.ensure_one()
        return self.duplicate_id._get_records_action(context={})

    # ------------------------------------------------------------------
    # Merge
    # ------------------------------------------------------------------

    @api.model
    def _prepare_merge(self, sources, target):
        """Make one of what is suspected of contacts that are about to become one.

        Evidence that both have is kept once; of two waiting suspicions the target's
        takes over the signs of the other. That both were one person is no suspicion.
        """
        self.env["crm.contact.suspicion.signal"]._prepare_merge(sources, target)
        everybody = sources | target
        waiting = self.sudo().search(
            [("person_id", "in", everybody.ids), ("state", "=", "waiting")]
        )
        if not waiting:
            return
        kept = waiting.filtered(lambda one: one.person_id == target) or waiting[0]
        rest = waiting - kept
        rest.signal_ids.suspicion_id = kept
        rest.unlink()
        if rest:
            self.env.cr.execute(self._get_sum_up_query(kept.ids))
            kept.invalidate_recordset()
        if kept.duplicate_id in everybody:
            kept.duplicate_id = False
        if not kept.signal_ids:
            kept._decide("confirmed")
