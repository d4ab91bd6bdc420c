from contextlib import suppress

from odoo import api, models

from odoo.addons.base_import.models.base_import import ImportValidationError

from .external_rows import is_well_grouped


class BaseImportImport(models.TransientModel):
    """Lets the import of external purchases report every bad row of a file.

    Odoo stops at the first cell that is no date or number. Here such a cell is passed
    on as it is, and reported with its line by ``crm.purchase.external``.
    """

    _inherit = "base_import.import"

    def _is_of_external_purchases(self):
        return self.res_model == "crm.purchase.external"

    def execute_import(self, fields, columns, options, dryrun=False):
        heading = 1 if options.get("has_headers") else 0
        first_line = 1 + heading + (options.get("skip") or 0)
        return super(
            BaseImportImport, self.with_context(import_first_line=first_line)
        ).execute_import(fields, columns, options, dryrun)

    @api.model
    def _parse_float_from_data(self, data, index, name, options):
        if not self._is_of_external_purchases():
            return super()._parse_float_from_data(data, index, name, options)
        for row in data:
            before = row[index]
            if not isinstance(before, str) or not is_well_grouped(
                before.strip(), *self._infer_separators(before.strip(), options)
            ):
                continue
            try:
                super()._parse_float_from_data([row], index, name, options)
            except ImportValidationError:
                row[index] = before
        return None

    def _parse_date_from_data(self, data, index, name, field_type, options):
        if not self._is_of_external_purchases():
            return super()._parse_date_from_data(data, index, name, field_type, options)
        for row in data:
            with suppress(ImportValidationError):
                super()._parse_date_from_data([row], index, name, field_type, options)
        return None
