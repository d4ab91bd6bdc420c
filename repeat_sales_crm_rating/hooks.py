from .demo import ratings
from .models.crm_segment import DISSATISFIED

_ADDON = "repeat_sales_crm_rating"


def post_init_hook(env):
    """Say what is rated, add the segment of the dissatisfied, and find them."""
    companies = env["res.company"].with_context(active_test=False).search([])
    env["crm.rating.subject"]._list_missing()
    env["crm.segment"]._create_ready(companies)
    demo = env["ir.module.module"]._get(_ADDON).demo
    if demo:
        ratings.load(env, env.company)
    notes = env["crm.customer.refresh"]
    notes._enqueue_all(companies, kind="facts")
    if demo:
        # Few enough to be shown calculated from the first moment.
        while notes._process():
            pass
        ratings.follow_up(env, env.company)


def uninstall_hook(env):
    """Take the segment of the dissatisfied away, which nobody is in any more.

    Where another segment speaks of it, it is archived.
    """
    segments = env["crm.segment"].with_context(active_test=False)
    segments = segments.search([("code", "=", DISSATISFIED)])
    used = segments.filtered("used_in_ids")
    used.active = False
    (segments - used).unlink()
