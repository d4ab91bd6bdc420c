from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.fields import Command

from .kinds import KINDS, MARKED

_MANAGER = "sales_team.group_sale_manager"
_ALL = "sales_team.group_sale_salesman_all_leads"
_CONTACTS = "base.group_partner_manager"

#: Odoo merges so many contacts at a time.
_AT_ONCE = 3


class CrmDuplicate(models.Model):
    """Contacts who are probably the same, until somebody decides.

    Groups are derived from pairs by :meth:`_regroup`; users choose which contact and
    which values are kept, and who is not the same.
    """

    _name = "crm.duplicate"
    _description = "Duplicate Contacts"
    _order = "score desc, id"

    state = fields.Selection(
        [("open", "To check"), ("merged", "Merged"), ("different", "Different")],
        required=True,
        default="open",
        index=True,
        readonly=True,
    )
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    names = fields.Char(readonly=True, help="Whom it was about, when it was decided.")
    decider_id = fields.Many2one("res.users", string="Decided By", readonly=True)
    decided_date = fields.Datetime(string="Decided On", readonly=True)
    root_id = fields.Integer(string="First Contact", readonly=True)
    member_ids = fields.One2many("crm.duplicate.member", "duplicate_id")
    member_count = fields.Integer(string="Contacts", readonly=True, aggregator=None)
    seen = fields.Char(
        compute="_compute_members", help="Who is in the group, as a screen knows it."
    )
    user_ids = fields.Many2many(
        "res.users", string="Salespeople", compute="_compute_members"
    )
    score = fields.Integer(
        readonly=True,
        aggregator=None,
        help="How much agrees, of 100. In a group of several the weakest link counts.",
    )
    confidence = fields.Selection(
        [("possible", "Possible"), ("likely", "Likely"), ("certain", "Certain")],
        readonly=True,
    )
    kinds = fields.Char(readonly=True)
    reasons = fields.Char(compute="_compute_reasons", string="What Agrees")
    proposers = fields.Char(
        compute="_compute_proposers", help="Who says that they are the same."
    )
    is_back = fields.Boolean(
        string="Came Back",
        readonly=True,
        help="Somebody said that they are different; more agrees since.",
    )

    # What is at stake
    purchase_count = fields.Integer(string="Purchases", compute="_compute_purchases")
    amount_total = fields.Monetary(string="Revenue", compute="_compute_purchases")
    currency_id = fields.Many2one("res.currency", compute="_compute_purchases")

    # What is kept
    kept_partner_id = fields.Many2one(
        "res.partner",
        string="Kept Contact",
        readonly=True,
        ondelete="set null",
        help="The contact that the others are merged into. Empty for the one who "
        "bought most often.",
    )
    choices = fields.Json(readonly=True, help="Whose value of a field is kept.")
    comparison = fields.Json(compute="_compute_comparison")
    merge_problem = fields.Char(compute="_compute_merge_problem")
    merge_ids = fields.One2many("crm.duplicate.merge", "duplicate_id")

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.model
    def _get_kind_words(self):
        """Return how to say in which kind contacts agree: {kind: words}."""
        return {
            "vat": self.env._("same VAT"),
            "email": self.env._("same e-mail"),
            "phone": self.env._("same phone"),
            "place": self.env._("same name and city"),
            "colleague": self.env._("same name at the same company"),
            MARKED: self.env._("said to be the same"),
        }

    @api.depends("kinds")
    def _compute_reasons(self):
        words = self._get_kind_words()
        order = [MARKED, *(kind.name for kind in KINDS)]
        for duplicate in self:
            kinds = (duplicate.kinds or "").split(",")
            duplicate.reasons = ", ".join(
                words[kind] for kind in order if kind in kinds
            )

    @api.depends("member_ids.partner_id", "names")
    def _compute_display_name(self):
        for duplicate in self:
            duplicate.display_name = duplicate.names or duplicate._tell_names()

    @api.depends("member_ids.partner_id")
    def _compute_members(self):
        for duplicate in self:
            ids = sorted(duplicate.member_ids.partner_id.ids)
            duplicate.seen = ",".join(map(str, ids))
            duplicate.user_ids = duplicate.member_ids.partner_id.user_id

    @api.depends("member_ids.partner_id", "kinds")
    def _compute_proposers(self):
        pairs = self.env["crm.duplicate.pair"].sudo()
        marked = pairs.search(
            [
                ("one_id", "in", self.member_ids.partner_id.ids),
                ("is_marked", "=", True),
                ("state", "=", "open"),
            ]
        )
        for duplicate in self:
            partners = duplicate.member_ids.partner_id
            mine = marked.filtered(lambda pair, those=partners: pair.one_id in those)
            duplicate.proposers = ", ".join(mine.proposer_id.mapped("name"))

    @api.depends("member_ids.partner_id")
    @api.depends_context("company", "uid")
    def _compute_purchases(self):
        company = self.env.company
        customers = self.env["crm.customer"].search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", self.member_ids.partner_id.ids),
            ]
        )
        by_partner = customers.grouped("partner_id")
        for duplicate in self:
            mine = customers.browse().union(
                *(
                    by_partner[partner]
                    for partner in duplicate.member_ids.partner_id
                    if partner in by_partner
                )
            )
            duplicate.purchase_count = sum(mine.mapped("purchase_count"))
            duplicate.amount_total = sum(mine.mapped("amount_total"))
            duplicate.currency_id = company.currency_id

    @api.depends("member_ids.is_left_out", "member_ids.partner_id", "state")
    @api.depends_context("uid")
    def _compute_merge_problem(self):
        for duplicate in self:
            duplicate.merge_problem = duplicate._find_merge_problem()

    def _tell_names(self):
        names = self.member_ids.partner_id.mapped("name")
        return " / ".join(filter(None, names))

    # ------------------------------------------------------------------
    # Choosing
    # ------------------------------------------------------------------

    def _get_merged_partners(self):
        """Return who is to be merged: all but those who are not the same."""
        self.ensure_one()
        members = self.member_ids.filtered(lambda member: not member.is_left_out)
        return members.partner_id

    def choose_kept(self, partner_id):
        """Keep this contact, and merge the others into it."""
        duplicate = self._open_for_choice(partner_id)
        duplicate.write({"kept_partner_id": partner_id, "choices": False})

    def choose_value(self, name, partner_id):
        """Keep the value that this contact has in a field, or as address."""
        duplicate = self._open_for_choice(partner_id)
        duplicate.choices = {**(duplicate.choices or {}), name: partner_id}

    def leave_out(self, partner_id):
        """Say that this contact is not the same as the others, or is after all."""
        duplicate = self._open_for_choice(partner_id)
        member = duplicate.member_ids.filtered(
            lambda one: one.partner_id.id == partner_id
        )
        member.is_left_out = not member.is_left_out

    def _open_for_choice(self, partner_id):
        """Return the group with the right to write what a user chose of it."""
        self.ensure_one()
        self.check_access("read")
        duplicate = self.sudo()
        if duplicate.state != "open":
            raise UserError(self._get_late_message())
        if partner_id not in duplicate.member_ids.partner_id.ids:
            raise UserError(
                self.env._("This contact is no longer one of them. Reload the page.")
            )
        return duplicate

    def _get_late_message(self):
        return self.env._(
            "Somebody has decided about these contacts meanwhile. Go on with the next."
        )

    # ------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------

    def _find_merge_problem(self):
        """Return why the user cannot merge these contacts, or False.

        Managers of sales merge all that they see. Others need Odoo's right to manage
        contacts, and, if they see their own documents alone, only own contacts.
        """
        self.ensure_one()
        partners = self._get_merged_partners()
        user = self.env.user
        if len(partners) < 2:
            return self.env._("It takes two who are the same.")
        if len({one.company_id for one in partners}) > 1:
            return self.env._(
                "They belong to different companies of yours, and stay apart."
            )
        if self.env.is_admin() or user.has_group(_MANAGER):
            return False
        if not user.has_group(_CONTACTS):
            return self.env._(
                "You may not merge contacts. Ask your manager, who sees them here, too."
            )
        if not user.has_group(_ALL) and partners.user_id != user:
            return self.env._(
                "Not all of them are your own. Ask your manager to merge them."
            )
        if not user.has_group(_ALL) and not all(one.user_id for one in partners):
            return self.env._(
                "One of them has no salesperson. Ask your manager to merge them."
            )
        if len({one.email for one in partners}) > 1:
            return self.env._(
                "Their e-mail addresses differ. Ask your manager to merge them."
            )
        return False

    def action_merge(self):
        """Merge, and open the contact that is kept."""
        return self._merge_now()._get_records_action(context={})

    def action_merge_next(self):
        """Merge, and open the next group."""
        self._merge_now()
        return self._get_next_action()

    def action_propose(self):
        """Say that they are the same, for somebody who may merge them."""
        self._begin_decision()
        partners = self._get_merged_partners()
        partners._check_may_be_same()
        self.env["crm.duplicate.pair"].sudo()._mark(partners)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_different(self):
        """Remember that none of them is the same as another."""
        self.ensure_one()
        self._begin_decision()
        duplicate = self.sudo()
        pairs = self.env["crm.duplicate.pair"].sudo()
        partners = duplicate.member_ids.partner_id
        pairs._get_pairs(partners)._judge_different()
        duplicate._close("different")
        return self._get_next_action()

    def _close(self, state):
        """Write down that it is decided, and let go of the contacts."""
        for duplicate in self:
            duplicate.write(
                {
                    "state": state,
                    "names": duplicate.names or duplicate._tell_names(),
                    "decider_id": self.env.uid,
                    "decided_date": fields.Datetime.now(),
                    "member_ids": [Command.clear()],
                }
            )

    def _begin_decision(self):
        """Make sure that nobody else decides about the same group now, or has done."""
        self.ensure_one()
        self.check_access("read")
        try:
            self.sudo().lock_for_update()
        except LockError:
            raise UserError(self._get_late_message()) from None
        self.invalidate_recordset()
        if self.state != "open":
            raise UserError(self._get_late_message())
        if self.env.context.get("duplicate_seen", self.seen) != self.seen:
            raise UserError(
                self.env._(
                    "A contact joined or left these since you opened the page. Reload "
                    "it and look again."
                )
            )

    def _merge_now(self):
        """Merge the contacts of the group who are the same.

        Odoo merges three at a time: the kept one takes part each time. All of it is one
        transaction.

        :return: the contact that is kept
        """
        self._begin_decision()
        if problem := self._find_merge_problem():
            raise AccessError(problem)
        partners = self._get_merged_partners()
        kept = self._get_kept_partner()
        values = self._get_chosen_values(partners, kept)
        self._part_left_out(partners)
        merges = self.env["crm.duplicate.merge"].sudo()
        before = merges._look(partners.with_env(self.env))
        self.sudo().names = self._tell_names()
        wizard = self.env["base.partner.merge.automatic.wizard"].with_context(
            duplicate_is_recorded=True
        )
        for others in self._get_portions(partners - kept):
            wizard._merge(
                (kept | others).ids,
                kept,
                extra_checks=not self.env.user.has_group(_MANAGER),
            )
        changed = {
            name: value
            for name, value in values.items()
            if kept._fields[name].convert_to_write(kept[name], kept) != value
        }
        if changed:
            kept.write(changed)
        self.sudo()._close("merged")
        merges._record(before, kept, "duplicates", self)
        return kept

    def _get_portions(self, partners):
        size = _AT_ONCE - 1
        return [
            partners[start : start + size] for start in range(0, len(partners), size)
        ]

    def _part_left_out(self, partners):
        """Remember that whoever is left out is not the same as those who are merged."""
        pairs = self.env["crm.duplicate.pair"].sudo()
        others = self.member_ids.partner_id - partners
        if others:
            pairs._get_pairs(partners, others)._judge_different()
            rest = pairs.search(
                [("one_id", "in", others.ids), ("other_id", "in", others.ids)]
            )
            rest.is_touched = True

    def _get_next_action(self):
        """Return the action that opens the next group, or the list if none is left."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "repeat_sales_crm.crm_duplicate_action"
        )
        following = self.search(
            [
                ("state", "=", "open"),
                ("score", "<=", self.score),
                ("id", "!=", self.id),
            ],
            limit=1,
        ) or self.search([("state", "=", "open")], limit=1)
        if following:
            action.update(
                {
                    "views": [(False, "form")],
                    "view_mode": "form",
                    "res_id": following.id,
                }
            )
        action["target"] = "main"
        return action
