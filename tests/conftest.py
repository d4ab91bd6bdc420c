"""What Odoo does for the test classes inside addons, for ours beside the addon."""

import inspect

import pytest
from hypothesis import HealthCheck, settings

from odoo.tests.common import BaseCase


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(obj):
    """Tag our test classes that have no tags, as Odoo requires."""
    if not inspect.isclass(obj) or not issubclass(obj, BaseCase):
        return
    if not obj.__module__.startswith("odoo."):
        obj.test_module = "repeat_sales_crm"
        if not hasattr(obj, "test_tags"):
            obj.test_tags = {"standard", "post_install"}


# A busy machine makes examples slow to draw; that is no finding about the code.
settings.register_profile(
    "suite",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suite")
