"""Says in the user's words why rows of a file cannot be imported."""

from odoo.tools import SQL

from .external_rows import Problem


def iter_problems(env, limit=None):
    """Yield the first problems, or all, in the order of the file."""
    env.cr.execute(
        SQL(
            """
            DECLARE purchase_problem NO SCROLL CURSOR FOR
             SELECT line, column_name, code, value, detail
               FROM tmp_purchase_problem
              ORDER BY line, column_name
              LIMIT %s
            """,
            limit,
        )
    )
    while True:
        env.cr.execute("FETCH 10000 FROM purchase_problem")
        found = env.cr.fetchall()
        if not found:
            break
        yield from (Problem(*values) for values in found)
    env.cr.execute("CLOSE purchase_problem")


def sum_up_problems(env, after):
    """Return (code, count, lines) of the problems beyond the first ``after``.

    :return: ``lines`` is text that names the first hundred ranges of lines
    """
    env.cr.execute(
        SQL(
            """
            WITH late AS (
                SELECT line, code FROM tmp_purchase_problem
                 ORDER BY line, column_name OFFSET %s
            ), stretch AS (
                SELECT code, MIN(line) AS first, MAX(line) AS last,
                       COUNT(*) AS lines,
                       ROW_NUMBER() OVER (
                           PARTITION BY code ORDER BY MIN(line)
                       ) AS position
                  FROM (SELECT code, line,
                               line - ROW_NUMBER() OVER (
                                   PARTITION BY code ORDER BY line
                               ) AS start
                          FROM late) AS numbered
                 GROUP BY code, start
            )
            SELECT code, SUM(lines)::int,
                   STRING_AGG(
                       CASE WHEN first = last THEN first::text
                            ELSE first || '–' || last END,
                       ', ' ORDER BY first
                   ) FILTER (WHERE position <= 100)
                   || CASE WHEN MAX(position) > 100 THEN ' …' ELSE '' END
              FROM stretch
             GROUP BY code
             ORDER BY MIN(first)
            """,
            after,
        )
    )
    return env.cr.fetchall()


class ProblemWords:
    """Describes :class:`.external_rows.Problem` in the language of the user."""

    def __init__(self, env):
        self.env = env
        self._texts = _get_texts(env)
        self._kinds = _get_kinds(env)

    def describe(self, problem):
        """Return what is wrong, and on which line."""
        text = self._texts[problem.code]
        return self.env._(
            "Line %(line)s: %(reason)s",
            line=problem.line,
            reason=text % {"value": problem.value, "detail": problem.detail},
        )

    def describe_many(self, code, count, lines):
        """Return what is wrong on many lines alike.

        :param lines: text that names the lines
        """
        return self.env._(
            "%(count)s more problems of the kind “%(kind)s”, on the lines %(lines)s",
            count=count,
            kind=self._kinds[code],
            lines=lines,
        )


def _get_texts(env):
    return {
        "id_unknown": env._("There is no purchase “%(value)s” to change."),
        "partner_id_missing": env._("The customer is missing."),
        "customer_unknown": env._(
            "No customer has “%(value)s” as external ID, reference, VAT, e-mail or "
            "name."
        ),
        "customer_ambiguous": env._(
            "“%(value)s” fits %(detail)s customers. Name the one you mean by its "
            "reference or external ID."
        ),
        "company_unknown": env._(
            "“%(value)s” is not one of the companies that you are working in."
        ),
        "currency_unknown": env._("There is no active currency “%(value)s”."),
        "date_missing": env._("The date is missing."),
        "date_invalid": env._("“%(value)s” is not a date in the format of the file."),
        "date_future": env._("The date %(value)s is still to come."),
        "amount_missing": env._("The amount is missing."),
        "amount_invalid": env._(
            "“%(value)s” is not a number in the format of the file."
        ),
        "reference_missing": env._("The reference is missing."),
        "reference_repeated": env._(
            "The reference “%(value)s” is on line %(detail)s of the file already."
        ),
        "reference_taken": env._(
            "A purchase with the reference “%(value)s” is in the database already."
        ),
    }


def _get_kinds(env):
    return {
        "id_unknown": env._("unknown purchase"),
        "partner_id_missing": env._("no customer"),
        "customer_unknown": env._("unknown customer"),
        "customer_ambiguous": env._("several customers fit"),
        "company_unknown": env._("unknown company"),
        "currency_unknown": env._("unknown currency"),
        "date_missing": env._("no date"),
        "date_invalid": env._("not a date"),
        "date_future": env._("date still to come"),
        "amount_missing": env._("no amount"),
        "amount_invalid": env._("not a number"),
        "reference_missing": env._("no reference"),
        "reference_repeated": env._("reference twice in the file"),
        "reference_taken": env._("reference in the database already"),
    }
