from odoo import models

from odoo.addons.base_import.models.base_import import ImportValidationError


class BaseImportImport(models.TransientModel):
    """Says in plain words what to do about a birth date that is none."""

    _inherit = "base_import.import"

    def _parse_date_from_data(self, data, index, name, field_type, options):
        if self.res_model != "res.partner" or not name.endswith("birth_date"):
            return super()._parse_date_from_data(data, index, name, field_type, options)
        first_line = self.env.context.get("import_first_line", 1)
        for number, row in enumerate(data):
            text = row[index]
            try:
                super()._parse_date_from_data([row], index, name, field_type, options)
            except ImportValidationError as error:
                raise ImportValidationError(
                    self.env._(
                        "Line %(line)d: “%(text)s” is not a birth date that can be "
                        "read. Choose under Formatting how dates are written in the "
                        "file (%(format)s now), or correct or empty the cell.",
                        line=first_line + number,
                        text=text,
                        format=options.get("date_format") or "%Y-%m-%d",
                    ),
                    field=name,
                    field_type=field_type,
                ) from error
        return None
