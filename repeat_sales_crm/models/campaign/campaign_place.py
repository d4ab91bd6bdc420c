"""Where customers stand in a campaign, as a condition for lists of any length.

A place is ``<campaign>``: in its audience; ``<campaign>/<state>``: who would be that in
the next wave; or ``<campaign>/left_out/<reason>``.
"""

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL

from ..lifecycle.among import among_all
from .enrolment_query import EnrolmentQuery


def get_place_domain(env, field_name, operator, places):
    """Return the domain of the customers at some places.

    :param field_name: where the list has the id of the customer's contact
    """
    if operator != "in":
        return NotImplemented
    env.flush_all()
    return Domain.OR(_one_place(env, field_name, place) for place in places if place)


def _one_place(env, field_name, place):
    campaign_id, *rest = str(place).split("/")
    if not campaign_id.isdecimal() or len(rest) > 2:
        return Domain.FALSE
    campaign = env["crm.campaign"].browse(int(campaign_id)).exists()
    if not campaign:
        return Domain.FALSE
    campaign.check_access("read")
    # Who is in a campaign does not depend on who looks. The list that this condition is
    # for has the rules of the user, and shows no more than they may see.
    inside = _select(campaign.sudo(), *rest)
    return among_all(field_name, inside)


def _select(campaign, state=None, reason=None):
    now = fields.Datetime.now()
    if not state:
        judged = EnrolmentQuery(campaign, now).select()
        return SQL("SELECT judged.partner_id FROM (%s) AS judged", judged)
    return SQL(
        "SELECT judged.partner_id FROM (%s) AS judged"
        " WHERE judged.state = %s AND judged.reason IS NOT DISTINCT FROM %s",
        campaign._get_enrolment(now).select(),
        state,
        reason,
    )
