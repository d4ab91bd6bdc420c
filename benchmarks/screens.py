"""What a browser asks the server for when it opens a view."""

from xml.etree import ElementTree

#: Rows of a page, and how far they are counted.
PAGE = 80
COUNT_LIMIT = 10001


def read_specification(model, view_type):
    """Return the fields that a view of ``model`` reads, as ``web_read`` takes them."""
    arch = ElementTree.fromstring(model.get_view(view_type=view_type)["arch"])
    names = {node.get("name") for node in arch.iter("field")}
    return {
        name: {"fields": {"display_name": {}}} if model._fields[name].relational else {}
        for name in names
        if name in model._fields
    }
