from ast import literal_eval
from collections.abc import Set

from psycopg2 import Error as DatabaseError

from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..lifecycle.among import look_up
from .crm_segment import EVERYBODY, MEMBERSHIP

#: What may be wrong with a rule, as Odoo's own checks of domains tell it.
_RULE_ERRORS = (UserError, ValueError, TypeError, KeyError, SyntaxError)

#: Conditions on fields of these types go on within the value.
_STRUCTURED_TYPES = ("date", "datetime", "properties")


class CrmSegment(models.Model):
    """How a segment's rule becomes a condition on customers."""

    _inherit = "crm.segment"

    def _get_rule_domain(self):
        """Return the domain over ``crm.customer`` of who is in.

        Other segments that the rule speaks of are replaced by their own rules, and
        relative dates by the dates that they mean on the company's present day.

        :raise UserError: if the rule cannot be used; says what is wrong
        """
        self.ensure_one()
        return self._expand(self.browse())

    def _get_customers(self):
        """Return ``crm.customer`` in the time of the segment's company."""
        return self.env["crm.customer"].with_context(tz=self.company_id.lifecycle_tz)

    def _validate_rule(self):
        """Raise a ValidationError if the rule cannot be used."""
        try:
            domain = self._get_rule_domain()
            with self.env.cr.savepoint():
                self.env["crm.customer"].search_count(domain, limit=1)
        except DatabaseError as error:
            raise ValidationError(str(self._explain(str(error)))) from error
        except UserError as error:
            raise ValidationError(str(error)) from error

    def _expand(self, path):
        """Return the domain, with the rules of other segments in it.

        :param path: the segments whose rules led here, the first one first
        """
        if self._origin and self._origin in path._origin:
            raise UserError(
                self.env._(
                    "The rule goes round in a circle: %s. Take one of these segments "
                    "out of the rule of the one before it.",
                    " → ".join([*path.mapped("name"), self.name]),
                )
            )
        try:
            rule = self._parse()
            self._check_conditions(rule, self.env["crm.customer"], path)
        except _RULE_ERRORS as error:
            raise self._explain(str(error)) from error
        domain = Domain("company_id", "=", self.company_id.id)
        domain &= Domain("active", "=", True)
        if self.lifecycle_segment_ids:
            self._check_cells()
            domain &= Domain("segment_id", "in", self.lifecycle_segment_ids.ids)
        domain &= rule.map_conditions(
            lambda condition: self._expand_condition(condition, path)
        )
        customers = self._get_customers()
        try:
            return look_up(domain.optimize_full(customers), customers)
        except _RULE_ERRORS as error:
            raise self._explain(str(error)) from error

    def _expand_condition(self, condition, path):
        if condition.field_expr != MEMBERSHIP:
            return condition
        domain = Domain.OR(
            _as_one(segment._expand(path | self))
            for segment in self._get_used(condition)
        )
        return ~domain if condition.operator in Domain.NEGATIVE_OPERATORS else domain

    def _get_membership_domain(self):
        """Return the domain of who is in any of these segments."""
        return Domain.OR(_as_one(segment._get_rule_domain()) for segment in self)

    def _parse(self):
        """Return the rule as a Domain.

        :raise ValueError: if it is not a list of conditions with plain values
        """
        return Domain(literal_eval(self.domain or EVERYBODY))

    def _get_used_ids(self):
        """Return the ids of the segments that the rule speaks of, as far as known."""
        try:
            return {
                used_id
                for condition in _iter_all_conditions(self._parse())
                if _is_membership(condition)
                for used_id in _ids_of(condition)
            }
        except _RULE_ERRORS:
            return set()

    def _find_named(self, operator, value):
        """Return the segments that a condition on membership asks for.

        :raise UserError: if one of them was deleted, since “is not in” would otherwise
            select everybody
        """
        if isinstance(value, Domain):
            return self.search(value)
        if operator == "=":
            # The ORM asks so again after an error, in the hope of getting an answer.
            value = [value]
        elif operator != "in":
            return self.search([("name", operator, value)])
        named = self.search([("name", "in", [v for v in value if isinstance(v, str)])])
        segments = self.browse([v for v in value if type(v) is int])
        if len(segments.exists()) < len(segments):
            raise UserError(
                self.env._(
                    "The segment that is asked for was deleted. Take it out of the "
                    "filter."
                )
            )
        return segments | named

    def _find_usable(self):
        """Return the user's segments whose rules can be used."""
        segments = self.search([("company_id", "in", self.env.companies.ids)])
        return segments.filtered(lambda segment: not segment._find_problem())

    def _find_problem(self):
        """Return what is wrong with the rule, or False."""
        try:
            self._get_rule_domain()
        except UserError as error:
            return str(error)
        return False

    def _get_used(self, condition):
        """Return the segments that a condition on membership speaks of."""
        ids = _ids_of(condition)
        if not ids or len(ids) < len(_values_of(condition)):
            raise ValueError(
                self.env._("Pick the other segments from the list of segments.")
            )
        used = self.browse(ids)
        if len(used.exists()) < len(used):
            raise ValueError(self.env._("It speaks of a segment that was deleted."))
        return used

    # ------------------------------------------------------------------
    # What can be wrong
    # ------------------------------------------------------------------

    def _check_conditions(self, domain, model, path):
        """Raise an error where a condition says nothing, or what nobody may ask."""
        for condition in domain.iter_conditions():
            field = self._follow(condition.field_expr, model)
            if _is_membership(condition):
                for segment in self._get_used(condition):
                    if model._name != "crm.customer" or "." in condition.field_expr:
                        segment._expand(path | self)
            elif not _is_searchable(field, self.env):
                raise ValueError(
                    self.env._(
                        "Nobody can be found by “%s”. Choose another field.",
                        field.get_description(self.env, ["string"])["string"],
                    )
                )
            elif isinstance(condition.value, Domain):
                comodel = self.env[field.comodel_name]
                self._check_conditions(condition.value, comodel, path)
            elif field.relational:
                self._check_values(condition, field)

    def _follow(self, field_expr, model):
        """Return the field at the end of a path of fields."""
        names = field_expr.split(".")
        while True:
            name = names.pop(0)
            field = model._fields.get(name)
            if field is None:
                raise ValueError(
                    self.env._(
                        "There is no field “%(field)s” in %(model)s any more. Choose "
                        "another one.",
                        field=name,
                        model=self.env["ir.model"]._get(model._name).name,
                    )
                )
            if not model._has_field_access(field, "read"):
                raise ValueError(
                    self.env._(
                        "You are not allowed to see “%s”. Ask the owner of the "
                        "segment to leave it out.",
                        field.get_description(self.env, ["string"])["string"],
                    )
                )
            if not names or field.type in _STRUCTURED_TYPES or not field.relational:
                return field
            model = self.env[field.comodel_name]

    def _check_values(self, condition, field):
        """Refuse what was deleted: “is not in” would select nearly everybody."""
        ids = _ids_of(condition)
        comodel = self.env[field.comodel_name]
        if len(comodel.sudo().browse(ids).exists()) < len(ids):
            label = field.get_description(self.env, ["string"])["string"]
            raise ValueError(
                self.env._(
                    "What it asks “%s” for was deleted. Choose again.",
                    label,
                )
            )

    def _check_cells(self):
        gone = self.lifecycle_segment_ids.filtered(lambda cell: not cell.active)
        if gone:
            raise self._explain(
                self.env._(
                    "%s is no longer a cell of the matrix. Choose among the present "
                    "cells.",
                    ", ".join(gone.mapped("name")),
                )
            )

    def _explain(self, reason):
        return UserError(
            self.env._(
                "The rule of the segment “%(segment)s” cannot be used. %(reason)s",
                segment=self.name or self.env._("New"),
                reason=reason,
            )
        )


def _as_one(domain):
    """Return a domain that is negated as a whole.

    Odoo negates a domain condition by condition, which is not the same where there is
    no value: “not at most 30 days ago” would leave out who never bought.
    """
    return Domain.custom(
        to_sql=lambda model, alias, query: domain._to_sql(model, alias, query),
        predicate=lambda customer: bool(customer.filtered_domain(domain)),
    )


def _iter_all_conditions(domain):
    """Yield the conditions of a domain, and of the domains in their values."""
    for condition in domain.iter_conditions():
        yield condition
        if isinstance(condition.value, Domain):
            yield from _iter_all_conditions(condition.value)


def _is_searchable(field, env):
    """Tell whether a field has a search, or at least a value in SQL."""
    return field._description_searchable or field._description_sortable(env)


def _is_membership(condition):
    return condition.field_expr.rpartition(".")[2] == MEMBERSHIP


def _values_of(condition):
    value = condition.value
    return list(value) if isinstance(value, list | tuple | Set) else [value]


def _ids_of(condition):
    """Return the record ids that a condition on a relation names."""
    return [value for value in _values_of(condition) if type(value) is int]
