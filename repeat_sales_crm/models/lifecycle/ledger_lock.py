"""The lock between entering moves into a company's ledger and closing its days."""

from zlib import crc32

_NAMESPACE = crc32(b"repeat_sales_crm.ledger") - 2**31


def ledger_lock(company):
    """Return the two keys of PostgreSQL's advisory lock for a company's ledger."""
    return _NAMESPACE, company.id
