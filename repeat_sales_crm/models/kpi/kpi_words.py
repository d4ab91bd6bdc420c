"""What KPIs are said in: values, periods and judgements, translated."""

from odoo.tools import format_amount, format_date, formatLang

from . import kpi_arithmetic as arithmetic
from .kpi_measures import MONEY, PERCENT

#: Amounts from here on are shown without cents.
_BIG = 1000


def format_value(env, value, unit, currency):
    """Return a value as one reads it, a dash where there is none."""
    if value is None:
        return "–"
    if unit == PERCENT:
        return env._("%s%%", _plain_number(env, value * 100))
    if unit == MONEY:
        if abs(value) >= _BIG:
            value = round(value)
        return format_amount(env, value, currency, trailing_zeroes=value % 1 != 0)
    return _plain_number(env, value)


def _plain_number(env, value):
    value = round(value, 1)
    return formatLang(env, value, digits=0 if value == int(value) else 1)


def describe_window(env, window, period):
    """Return the name of a period: "November 2026", "Q4 2026"."""
    if period == arithmetic.WEEK:
        return "%s – %s" % tuple(
            format_date(env, day, date_format="d MMM") for day in window
        )
    pattern = {
        arithmetic.MONTH: "LLLL y",
        arithmetic.QUARTER: "QQQ y",
        arithmetic.YEAR: "y",
    }[period]
    return format_date(env, window.first, date_format=pattern)


def describe_previous(env, kind, period):
    """Return what the value before is called: "Last month", "End of last week"."""
    _ = env._
    if kind == arithmetic.MOMENT:
        return {
            arithmetic.WEEK: _("End of last week"),
            arithmetic.MONTH: _("End of last month"),
            arithmetic.QUARTER: _("End of last quarter"),
            arithmetic.YEAR: _("End of last year"),
        }[period]
    return {
        arithmetic.WEEK: _("Last week"),
        arithmetic.MONTH: _("Last month"),
        arithmetic.QUARTER: _("Last quarter"),
        arithmetic.YEAR: _("Last year"),
    }[period]


def describe_now(env, kind, period):
    """Return what the value is about: "Today", "This month"."""
    _ = env._
    if kind == arithmetic.MOMENT:
        return _("Today")
    return {
        arithmetic.WEEK: _("This week"),
        arithmetic.MONTH: _("This month"),
        arithmetic.QUARTER: _("This quarter"),
        arithmetic.YEAR: _("This year"),
    }[period]


def describe_target(env, criterion, text):
    """Return what is asked for: "at least 30%"."""
    if criterion == arithmetic.AT_MOST:
        return env._("at most %s", text)
    return env._("at least %s", text)


def describe_judgement(env, judgement, kind, criterion, period, texts):
    """Say in a sentence or two what the value means.

    :param judgement: a :class:`.kpi_arithmetic.Judgement`
    :param texts: ``expected`` and ``previous`` as one reads them
    """
    _ = env._
    state = judgement.state
    if state == arithmetic.UNKNOWN:
        return _("Nothing to measure yet.")
    if state == arithmetic.UNJUDGED:
        return _("No target yet: write down what is to be reached.")
    if state == arithmetic.REACHED:
        return _("The target is reached.")
    sentences = [_describe_pace(env, state, kind, criterion, texts["expected"])]
    if state == arithmetic.MISSED:
        sentences.append(_describe_missed(env, period, texts["previous"]))
    return " ".join(sentences)


def _describe_pace(env, state, kind, criterion, expected):
    _ = env._
    if kind == arithmetic.SHARE:
        if criterion == arithmetic.AT_MOST:
            return _("Above the limit of %s.", expected)
        return _("Below the target of %s.", expected)
    if criterion == arithmetic.AT_MOST:
        if state == arithmetic.ON_TRACK:
            return _("On track: up to %s would be all right by today.", expected)
        return _("Behind: no more than %s would be all right by today.", expected)
    if state == arithmetic.ON_TRACK:
        return _("On track: %s should be there by today.", expected)
    return _("Behind: %s should be there by today.", expected)


def _describe_missed(env, period, previous):
    _ = env._
    return {
        arithmetic.WEEK: _("Last week missed it too, with %s.", previous),
        arithmetic.MONTH: _("Last month missed it too, with %s.", previous),
        arithmetic.QUARTER: _("Last quarter missed it too, with %s.", previous),
        arithmetic.YEAR: _("Last year missed it too, with %s.", previous),
    }[period]
