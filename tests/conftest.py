"""Odoo tags the test classes of addons only; ours are beside the addon."""

from odoo.tests.common import BaseCase

BaseCase.test_tags = {"standard", "post_install"}
BaseCase.test_module = "repeat_sales_crm"
