"""Texts put in the place of placeholders such as [offer], before a text is rendered.

What is put in is data of whoever wrote it, and must never be carried out: neither
``{{ }}`` nor the directives of QWeb may come of it, whatever stands around it.
"""

import re

from lxml import etree, html
from markupsafe import Markup, escape

from odoo.tools.rendering_tools import parse_inline_template

#: Names entered before they were checked may have braces.
_NO_BRACES = str.maketrans("{}", "()")


class Misplaced(ValueError):
    """A placeholder stands where what is put in would be carried out."""


def fill_in(text, values, is_html=False):
    """Return a text with values in the place of placeholders.

    :param text: rendered afterwards; HTML by QWeb, else as an inline template
    :param values: {placeholder: plain text}
    :raise Misplaced: if what is carried out would not stay the same
    """
    names = "|".join(re.escape(name) for name in values)

    def put(match):
        value = neutral(values[match[0]])
        return escape(value) if is_html else value

    filled = re.sub(names, put, text)
    if _list_instructions(filled, is_html) != _list_instructions(text, is_html):
        raise Misplaced
    # The text is HTML already, and what was put into it is escaped.
    return Markup(filled) if is_html else filled  # noqa: S704


def neutral(value):
    """Return a text of which no template engine carries out anything."""
    return (value or "").translate(_NO_BRACES)


def _list_instructions(text, is_html):
    """Return all of a template that is carried out."""
    if not is_html:
        return [part[1:] for part in parse_inline_template(text) if part[1]]
    tree = html.fragment_fromstring(str(text), create_parent="div")
    return [
        (element.tag, name, value)
        for element in tree.iter(etree.Element)
        for name, value in sorted(element.attrib.items())
        if name.startswith("t-")
    ]
