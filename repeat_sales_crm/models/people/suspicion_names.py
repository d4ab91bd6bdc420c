"""How names, addresses and reasons are compared in SQL, to tell who is the same."""

from odoo.tools import SQL

#: A name without case, punctuation and superfluous spaces. Characters are named one by
#: one: classes of characters depend on the locale of the database.
NAME_KEY = """LOWER(BTRIM(REGEXP_REPLACE(%s, E'[ \\t\\n.,;:()"''_-]+', ' ', 'g')))"""

#: The part of an e-mail address that tells which organisation's it is.
DOMAIN_KEY = "SPLIT_PART(%s, '@', 2)"

#: What the signature of a mail may put before the name.
_TITLES = "^((dr|prof|mr|mrs|ms|miss|herr|frau|mme|ing|dipl) )+"

#: Mail services for everybody: an address there tells nothing about the employer.
FREE_DOMAINS = (
    "126.com",
    "163.com",
    "aol.com",
    "bk.ru",
    "free.fr",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.fr",
    "icloud.com",
    "inbox.ru",
    "laposte.net",
    "libero.it",
    "list.ru",
    "live.com",
    "mac.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "naver.com",
    "orange.fr",
    "outlook.com",
    "outlook.fr",
    "pm.me",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "rambler.ru",
    "seznam.cz",
    "t-online.de",
    "ukr.net",
    "wanadoo.fr",
    "web.de",
    "wp.pl",
    "ya.ru",
    "yahoo.co.jp",
    "yahoo.com",
    "yahoo.fr",
    "yandex.com",
    "yandex.ru",
    "ymail.com",
    "zoho.com",
)

#: Local parts of addresses that are a desk's, not a person's.
DESKS = (
    "accounting",
    "admin",
    "buying",
    "contact",
    "hello",
    "info",
    "mail",
    "office",
    "order",
    "orders",
    "purchase",
    "purchasing",
    "sales",
    "service",
    "support",
)

#: The mail came back, but the address may be good: full, slow, suspicious, too big.
_PASSING = (
    r"full|quota|insufficient (system )?storage|over.?limit|too (large|big)|size limit"
    r"|temporar|try again|later|greylist|timed? ?out|delayed|spam|blocked|blacklist"
    r"|reputation|policy|dmarc|spf|out of office|vacation|\m4\.[0-9]{1,2}\.[0-9]{1,3}"
    r"|\m5\.2\.[23]|\m5\.7\."
)

#: Nobody has the address.
_GONE = (
    r"\m5\.1\.(1|2|3|6|10)|(user|recipient|mailbox|address|account|person)"
    r"( address)?( is| was| has been|)( not found| unknown| unavailable| disabled"
    r"| inactive| deactivated| closed| deleted| rejected)|unknown"
    r" (user|recipient|mailbox|address)|no such|no mailbox here"
    r"|does ?n.?o?t exist|n.?t have an account"
    r"|no longer (with|work|employ|at|valid|in use)"
    r"|has left|left the company|invalid (recipient|mailbox|address)|not listed"
)


def name_key(column):
    """Return the SQL of what two spellings of a name have in common."""
    return SQL(NAME_KEY, column)


def name_variants(key):
    """Return the SQL of an array of the ways to write a name: first or last name first.

    :param key: SQL of a key as :func:`name_key` makes it
    """
    bare = SQL("REGEXP_REPLACE(%s, %s, '')", key, _TITLES)
    return SQL(
        r"ARRAY[%(bare)s,"
        r" REGEXP_REPLACE(%(bare)s, '^(\S+) (.+)$', '\2 \1'),"
        r" REGEXP_REPLACE(%(bare)s, '^(.+) (\S+)$', '\2 \1')]",
        bare=bare,
    )


def domain_of(column):
    """Return the SQL of the domain of an e-mail address."""
    return SQL(DOMAIN_KEY, column)


def bounce_strength(reason):
    """Return the SQL of how much a bounce says: 0 nothing, 1 little, 2 nobody is there.

    :param reason: SQL of what the mail server wrote
    """
    text = SQL("LOWER(COALESCE(%s, ''))", reason)
    return SQL(
        "CASE WHEN %(text)s ~ %(gone)s AND %(text)s !~ 'mailbox (is )?full' THEN 2"
        " WHEN %(text)s ~ %(passing)s THEN 0 ELSE 1 END",
        text=text,
        gone=_GONE,
        passing=_PASSING,
    )
