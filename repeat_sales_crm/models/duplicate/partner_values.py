"""Which values of contacts are compared, and how they are read by people."""

from odoo.tools import format_amount, format_date, format_datetime, html2plaintext

#: What makes one address: it is kept as a whole.
ADDRESS = ("street", "street2", "zip", "city", "state_id", "country_id")
ADDRESS_ROW = "address"

#: What is shown even if it is the same, in this order, before all else.
_FIRST = (
    *("name", "parent_id", "is_company", "function", "email", "phone", "vat"),
    *("website", "ref", "user_id"),
)
_TYPES = (
    *("char", "text", "html", "selection", "many2one", "date", "datetime"),
    *("boolean", "integer", "float", "monetary"),
)
#: Kept by Odoo itself, or derived from what is compared.
_TECHNICAL = {
    *("id", "active", "color", "type", "complete_name", "display_name", "create_uid"),
    *(
        "create_date",
        "write_uid",
        "write_date",
        "commercial_partner_id",
        "partner_share",
    ),
    *("commercial_company_name", "company_id", "company_name", "email_normalized"),
    *("phone_sanitized", "message_bounce", "customer_rank", "supplier_rank", "self"),
    *("partner_latitude", "partner_longitude", "date_localization", "signup_type"),
    *("contact_address_complete", "facts_checked_date", "calendar_last_notif_ack"),
    *ADDRESS,
}


def get_compared_fields(partners):
    """Return the fields that the user may see, may choose and may lose in a merge.

    :return: {name: label}, the most telling first
    """
    described = partners.fields_get(attributes=["string", "type", "readonly"])
    names = [
        name
        for name, info in described.items()
        if info["type"] in _TYPES and _is_entered(partners._fields[name])
    ]
    first = [name for name in _FIRST if name in names]
    names = first + [name for name in names if name not in first]
    return {name: described[name]["string"] for name in names}


def _is_entered(field):
    return (
        field.store
        and field.name not in _TECHNICAL
        and not field.company_dependent
        and not field.related
        and not (field.compute and field.readonly)
    )


def tell(partner, name):
    """Return the value of a field, or the address, as people read it."""
    if name == ADDRESS_ROW:
        text = partner._display_address(without_company=True)
        return ", ".join(line.strip() for line in text.splitlines() if line.strip())
    value, field, env = partner[name], partner._fields[name], partner.env
    if field.type == "boolean":
        return env._("Yes") if value else env._("No")
    if not value:
        return ""
    if field.type == "many2one":
        return value.sudo().display_name or ""
    if field.type == "selection":
        return dict(field._description_selection(env)).get(value, str(value))
    if field.type == "date":
        return format_date(env, value)
    if field.type == "datetime":
        return format_datetime(env, value)
    if field.type == "html":
        return html2plaintext(value).strip()
    if field.type == "monetary" and partner[field.get_currency_field(partner)]:
        return format_amount(env, value, partner[field.get_currency_field(partner)])
    return str(value)


def has_value(partner, name):
    """Return whether there is something to keep."""
    if name == ADDRESS_ROW:
        return any(partner[part] for part in ADDRESS)
    return bool(partner[name])


def read_value(partner, name):
    """Return what has to be written to have the same value: {field: value}."""
    names = ADDRESS if name == ADDRESS_ROW else (name,)
    return {
        part: partner._fields[part].convert_to_write(partner[part], partner)
        for part in names
    }
