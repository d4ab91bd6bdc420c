from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

KINDS = [
    ("rival", "Rival"),
    ("partner", "Partner"),
    ("group", "Same group"),
]


class CrmPartnerRelation(models.Model):
    """How two organisations stand to each other.

    A relation is the same seen from both sides, and is stored once for each, so that
    whoever asks about an organisation looks at one column. The other side is kept in
    line by :meth:`create` and :meth:`write` and goes with it.

    That an organisation competes with us is said by a relation to the contact of our
    own company.
    """

    _name = "crm.partner.relation"
    _description = "Relation between Organisations"
    _order = "kind, id"
    _rec_name = "other_id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Organisation",
        required=True,
        index=True,
        ondelete="cascade",
        bypass_search_access=True,
    )
    other_id = fields.Many2one(
        "res.partner",
        string="Related To",
        required=True,
        index=True,
        ondelete="cascade",
        bypass_search_access=True,
    )
    kind = fields.Selection(
        KINDS,
        required=True,
        default="rival",
        help="Rival: they compete for the same customers. Partner: they work together. "
        "Same group: they belong together, without being parent and child here.",
    )
    note = fields.Char(help="How this is known, and since when.")
    mirror_id = fields.Many2one(
        "crm.partner.relation",
        string="Seen from the Other Side",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
    )

    _pair_uniq = models.Constraint(
        "UNIQUE(partner_id, other_id, kind)",
        "These two organisations have this relation already.",
    )
    _self_check = models.Constraint(
        "CHECK(partner_id != other_id)", "An organisation has no relation to itself."
    )

    @api.depends("partner_id", "other_id", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for relation in self:
            relation.display_name = self.env._(
                "%(one)s - %(other)s: %(kind)s",
                one=relation.partner_id.name or "",
                other=relation.other_id.name or "",
                kind=kinds.get(relation.kind, ""),
            )

    @api.constrains("partner_id", "other_id")
    def _check_organisations(self):
        for relation in self:
            for partner in relation.partner_id | relation.other_id:
                if partner.sudo().commercial_partner_id != partner:
                    raise ValidationError(
                        self.env._(
                            "%(contact)s belongs to %(company)s: enter the relation "
                            "of %(company)s.",
                            contact=partner.name,
                            company=partner.sudo().commercial_partner_id.name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        relations = super().create(vals_list)
        if self.env.context.get("relation_mirrored"):
            return relations
        quiet = self.sudo().with_context(relation_mirrored=True)
        mirrors = quiet.create([relation._prepare_mirror() for relation in relations])
        pairs = zip(relations.with_env(quiet.env), mirrors, strict=True)
        for relation, mirror in pairs:
            relation.mirror_id = mirror
        return relations

    def write(self, vals):
        result = super().write(vals)
        if not self.env.context.get("relation_mirrored"):
            for relation in self.sudo().with_context(relation_mirrored=True):
                relation.mirror_id.write(relation._prepare_mirror())
        return result

    def unlink(self):
        return super(CrmPartnerRelation, self | self.sudo().mirror_id).unlink()

    def _prepare_mirror(self):
        self.ensure_one()
        return {
            "partner_id": self.other_id.id,
            "other_id": self.partner_id.id,
            "kind": self.kind,
            "note": self.note,
            "mirror_id": self.id,
        }

    @api.model
    def _get_related(self, partners, kinds):
        """Return who has one of the relations ``kinds`` with each of ``partners``.

        :return: {partner: organisations}; partners without a relation are left out
        """
        found = self.sudo().search(
            Domain("partner_id", "in", partners.ids) & Domain("kind", "in", kinds)
        )
        return {
            partner: relations.other_id
            for partner, relations in found.grouped("partner_id").items()
        }

    @api.model
    def _prepare_merge(self, sources, target):
        """Take away what would say that ``target`` is related to itself, or say a thing
        twice, once ``sources`` are merged into it.

        Odoo's merge deletes all relations of the sources otherwise.
        """
        merged = sources | target
        relations = self.sudo().search([("partner_id", "in", merged.ids)])
        seen = set()
        surplus = self.browse().sudo()
        for relation in relations.sorted(
            lambda one: (one.partner_id != target, one.id)
        ):
            key = (relation.other_id, relation.kind)
            if relation.other_id in merged or key in seen:
                surplus |= relation
            seen.add(key)
        surplus.unlink()
