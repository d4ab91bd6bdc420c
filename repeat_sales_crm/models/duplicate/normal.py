"""How e-mails, phones, VAT numbers and names are written alike, in SQL.

The statements work on a table or query named ``partner``. What is not enough to tell
somebody by becomes NULL.
"""

from odoo.tools import SQL

from ..profile.area_match import folded

#: Words that say what kind of company it is, folded as names are.
LEGAL_FORMS = (
    *("gmbh", "mbh", "ag", "kg", "kgaa", "ohg", "gbr", "ug", "ek", "ev", "se"),
    *("inc", "incorporated", "corp", "corporation", "co", "company", "llc", "llp"),
    *("ltd", "limited", "plc", "lp", "pte", "pty", "pvt", "bhd", "sdn"),
    *("sa", "sas", "sasu", "sarl", "srl", "spa", "sl", "slu", "sca", "eurl", "lda"),
    *("bv", "nv", "vof", "bvba", "oy", "oyj", "ab", "as", "asa", "aps", "hf", "ehf"),
    *("kft", "zrt", "doo", "dd", "sro", "spzoo", "spol", "ood", "eood", "ead", "sia"),
    *("uab", "ou", "ltda", "cv", "eirl", "kk", "gk", "ooo", "oao", "zao", "pao"),
    *("ооо", "оао", "зао", "пао", "ао", "ип", "нпо", "тов", "пп", "тоо", "чп"),
    *("und", "and", "et", "и"),
)

#: The same in scripts that leave no space before them.
_JOINED_FORMS = (
    "株式会社|有限会社|合同会社|合資会社|股份有限公司|有限责任公司|有限公司|公司|"
    "[(（][株有合][)）]"
)

#: What parts words. Ranges are those of Unicode, so that it does not depend on the
#: locale of the database what a letter is.
_PUNCTUATION = r"[\s!-/:-@\[-`{-~«»„“”‚‘’–—…·№®™©、。・「」&+]+"

_SHORTEST_PHONE = 7
_SHORTEST_VAT = 5


def email():
    """Return the address, without what some providers ignore in it."""
    plain = SQL(
        r"regexp_replace(lower(partner.email_normalized), '\+[^@]*@', '@')",
    )
    return SQL(
        """
        CASE WHEN %(plain)s ~ '@(gmail|googlemail)\\.com$'
             THEN replace(split_part(%(plain)s, '@', 1), '.', '') || '@gmail.com'
             ELSE NULLIF(%(plain)s, '') END
        """,
        plain=plain,
    )


def phone():
    """Return the digits of the number, as international as it is known."""
    digits = SQL(
        """
        regexp_replace(
            regexp_replace(COALESCE(NULLIF(partner.phone_sanitized, ''), partner.phone),
                           '[^0-9]', '', 'g'),
            '^00', '')
        """
    )
    return SQL(
        "CASE WHEN length(%s) >= %s THEN %s END", digits, _SHORTEST_PHONE, digits
    )


def vat():
    """Return the number with its country, of whoever it is the own number of."""
    plain = SQL("upper(regexp_replace(partner.vat, '[^0-9A-Za-z]', '', 'g'))")
    return SQL(
        """
        CASE WHEN partner.commercial_partner_id != partner.id
               OR length(%(plain)s) < %(shortest)s THEN NULL
             WHEN %(plain)s ~ '^[A-Z]{2}' THEN %(plain)s
             ELSE COALESCE(country.code, '') || %(plain)s END
        """,
        plain=plain,
        shortest=_SHORTEST_VAT,
    )


def name():
    """Return the words of the name in the order of the alphabet, without legal forms.

    Umlauts are the same whether they are written with dots or with an e, and initials
    whether they are parted or not.
    """
    plain = SQL(
        "regexp_replace(regexp_replace(partner.name, %s, ' ', 'g'), %s, %s, 'g')",
        _JOINED_FORMS,
        r"\m(\w)\.",
        r"\1",
    )
    plain = SQL("regexp_replace(%s, '([aou])e', '\\1', 'g')", folded(plain))
    words = SQL("regexp_split_to_table(%s, %s) AS word", plain, _PUNCTUATION)
    return SQL(
        """
        (SELECT COALESCE(string_agg(word, ' ' ORDER BY word COLLATE "C")
                             FILTER (WHERE word != ALL(%(forms)s)),
                         string_agg(word, ' ' ORDER BY word COLLATE "C"))
           FROM %(words)s WHERE word != '')
        """,
        forms=[_without_umlaut(form) for form in LEGAL_FORMS],
        words=words,
    )


def city():
    """Return the name of the city, folded."""
    return folded(SQL("partner.city"))


def _without_umlaut(word):
    for letter in "aou":
        word = word.replace(f"{letter}e", letter)
    return word
