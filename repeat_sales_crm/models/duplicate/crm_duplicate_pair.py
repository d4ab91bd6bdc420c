from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .kinds import MARKED


class CrmDuplicatePair(models.Model):
    """Two contacts who look alike, and what somebody said about it.

    The one with the lower id comes first. That two are different is said of the pair,
    and remembered with it.
    """

    _name = "crm.duplicate.pair"
    _description = "Two Contacts Who Look Alike"
    _order = "judged_date desc, score desc, id"

    one_id = fields.Many2one(
        "res.partner", string="Contact", required=True, ondelete="cascade"
    )
    other_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", ondelete="cascade")
    kinds = fields.Char(readonly=True)
    score = fields.Integer(readonly=True, aggregator=None)
    reasons = fields.Char(compute="_compute_reasons", string="What Agrees")
    state = fields.Selection(
        [
            ("open", "To check"),
            ("weak", "Too little agrees"),
            ("different", "Different"),
        ],
        required=True,
        default="weak",
        index=True,
        readonly=True,
    )
    is_touched = fields.Boolean(readonly=True, help="Has to be looked at again.")
    is_marked = fields.Boolean(
        string="Said to Be the Same", readonly=True, help="By a user."
    )
    proposer_id = fields.Many2one("res.users", string="Said By", readonly=True)

    # What somebody said
    judged_kinds = fields.Char(readonly=True)
    judged_score = fields.Integer(readonly=True, aggregator=None)
    judge_id = fields.Many2one("res.users", string="Judged By", readonly=True)
    judged_date = fields.Datetime(string="Judged On", readonly=True)
    is_back = fields.Boolean(
        string="Came Back",
        readonly=True,
        help="Somebody said that they are different; more agrees since.",
    )

    _pair_uniq = models.Constraint(
        "UNIQUE(one_id, other_id)", "Two contacts make one pair."
    )
    _order_check = models.Constraint(
        "CHECK(one_id < other_id)", "A contact is no duplicate of itself."
    )
    _touched_idx = models.Index("(id) WHERE is_touched")

    @api.depends("kinds")
    def _compute_reasons(self):
        words = self.env["crm.duplicate"]._get_kind_words()
        for pair in self:
            kinds = (pair.kinds or pair.judged_kinds or "").split(",")
            pair.reasons = ", ".join(words[kind] for kind in kinds if kind)

    @api.depends("one_id", "other_id")
    def _compute_display_name(self):
        for pair in self:
            pair.display_name = f"{pair.one_id.name} / {pair.other_id.name}"

    # ------------------------------------------------------------------
    # What users say
    # ------------------------------------------------------------------

    @api.model
    def _get_pairs(self, partners, others=None):
        """Return the pairs of all of ``partners``, or of them with ``others``.

        Those that are missing are made.
        """
        others = partners if others is None else others
        wanted = {
            tuple(sorted((one.id, other.id)))
            for one in partners
            for other in others
            if one != other
        }
        ids = (partners | others).ids
        known = self.search([("one_id", "in", ids), ("other_id", "in", ids)])
        by_ids = {(pair.one_id.id, pair.other_id.id): pair for pair in known}
        new = self.create(
            [
                {
                    "one_id": one,
                    "other_id": other,
                    "company_id": partners[:1].company_id.id,
                }
                for one, other in sorted(wanted - set(by_ids))
            ]
        )
        found = [pair for ids, pair in by_ids.items() if ids in wanted]
        return self.union(*found, new)

    def _judge_different(self):
        """Remember that the two of each pair are not the same."""
        for pair in self:
            pair.write(
                {
                    "state": "different",
                    "judged_kinds": pair.kinds,
                    "judged_score": pair.score,
                    "judge_id": self.env.uid,
                    "judged_date": fields.Datetime.now(),
                    "is_marked": False,
                    "proposer_id": False,
                    "is_back": False,
                }
            )

    @api.model
    def _mark(self, partners):
        """Remember that a user holds the contacts for the same."""
        pairs = self._get_pairs(partners)
        pairs.write(
            {
                "is_marked": True,
                "proposer_id": self.env.uid,
                "state": "open",
                "is_touched": True,
            }
        )
        for pair in pairs.filtered(lambda one: MARKED not in (one.kinds or "")):
            pair.kinds = ",".join(filter(None, (pair.kinds, MARKED)))
        self._process_touched()
        return pairs

    def action_undo(self):
        """Forget that the two are different: they are compared again."""
        if not self.env.user.has_group("sales_team.group_sale_salesman"):
            raise AccessError(self.env._("Only salespeople judge duplicates."))
        self.check_access("read")
        if self.filtered(lambda pair: pair.state != "different"):
            raise UserError(self.env._("This was not judged different, or no more."))
        pairs = self.sudo()
        pairs.write(
            {
                "state": "weak",
                "is_touched": True,
                "judged_kinds": False,
                "judged_score": 0,
                "judge_id": False,
                "judged_date": False,
            }
        )
        pairs._process_touched()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _prepare_merge(self, src_partners, dst_partner):
        """Let what was said of contacts be true of the one they are merged into.

        Whoever is different from one of them is different from all.
        """
        merged = src_partners | dst_partner
        judged = self.search(
            [
                ("state", "=", "different"),
                "|",
                ("one_id", "in", src_partners.ids),
                ("other_id", "in", src_partners.ids),
            ]
        )
        for pair in judged:
            other = (pair.one_id | pair.other_id) - merged
            twin = other and self._get_pairs(dst_partner, other)
            if twin and twin.state != "different":
                twin.write(
                    {
                        "state": "different",
                        "judged_kinds": pair.judged_kinds,
                        "judged_score": max(pair.judged_score, twin.score),
                        "judge_id": pair.judge_id.id,
                        "judged_date": pair.judged_date,
                    }
                )
        # Odoo would delete them one table at a time, and keep those that fit.
        self.search(
            [
                "|",
                ("one_id", "in", src_partners.ids),
                ("other_id", "in", src_partners.ids),
            ]
        ).unlink()
