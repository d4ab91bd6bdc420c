"""What is missing in a buying centre."""

from datetime import date, timedelta

from odoo.addons.repeat_sales_crm.models.people import buying_centre
from odoo.addons.repeat_sales_crm.models.people.buying_centre import Member, find_gaps

DAY = date(2026, 6, 15)


def member(name="Ann", **values):
    return Member(
        **{
            "name": name,
            "is_decider": True,
            "attitude": "champion",
            "last_met": DAY,
            "has_left": False,
            **values,
        }
    )


def kinds(*members):
    return [gap.kind for gap in find_gaps(members, DAY, 30)]


def test_nobody():
    assert kinds() == [buying_centre.NOBODY]


def test_nothing_is_missing():
    assert kinds(member()) == []


def test_no_decision_maker_comes_first():
    assert kinds(member(is_decider=False, last_met=None)) == [
        buying_centre.NO_DECIDER,
        buying_centre.NEVER_MET,
    ]


def test_the_limit_of_days():
    edge = DAY - timedelta(days=30)
    assert kinds(member(last_met=edge)) == []
    past = edge - timedelta(days=1)
    assert kinds(member(last_met=past)) == [buying_centre.LONG_AGO]


def test_opponents_need_a_champion():
    against = member("Bob", is_decider=False, attitude="opponent")
    assert kinds(against, member(attitude="supporter")) == [buying_centre.NO_CHAMPION]
    assert kinds(against, member()) == []


def test_names_are_told():
    gaps = find_gaps(
        [member(last_met=None), member("Bob", last_met=None), member("Cid")], DAY, 30
    )
    assert [gap.names for gap in gaps] == [("Ann", "Bob")]


def test_who_decides_and_thinks_what():
    assert kinds(member(attitude="")) == [buying_centre.UNKNOWN]
    assert kinds(member(), member("Bob", is_decider=False, attitude="")) == []


def test_who_has_left():
    assert kinds(member(has_left=True)) == [buying_centre.LEFT]
