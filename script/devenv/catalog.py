"""What a database holds beside its business data, to see what an addon leaves behind.

A catalog is a set of one-line descriptions.
"""

_RELATIONS = """
SELECT CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'v' THEN 'view'
                    WHEN 'm' THEN 'view' WHEN 'S' THEN 'sequence' WHEN 'i' THEN 'index'
                    ELSE 'relation ' || relkind::text END
       || ' ' || relname
       || CASE relkind WHEN 'i' THEN ': ' || pg_get_indexdef(oid)
                       WHEN 'v' THEN ': ' || md5(pg_get_viewdef(oid))
                       ELSE '' END
  FROM pg_class WHERE relnamespace = 'public'::regnamespace
"""
_COLUMNS = """
SELECT 'column ' || attrelid::regclass || '.' || attname || ' '
       || format_type(atttypid, atttypmod)
       || CASE WHEN attnotnull THEN ' not null' ELSE '' END
       || coalesce(' default ' || pg_get_expr(adbin, adrelid), '')
  FROM pg_attribute
  JOIN pg_class ON pg_class.oid = attrelid
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
   AND attnum > 0 AND NOT attisdropped
"""
_CONSTRAINTS = """
SELECT 'constraint ' || conrelid::regclass || '.' || conname || ': '
       || pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
"""
_TRIGGERS = """
SELECT 'trigger ' || tgrelid::regclass || '.' || tgname
  FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'event trigger ' || evtname FROM pg_event_trigger
"""
_FUNCTIONS = """
SELECT 'function ' || oid::regprocedure
  FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL
SELECT 'type ' || typname
  FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
UNION ALL
SELECT 'extension ' || extname FROM pg_extension
"""
_RECORDS = """
SELECT 'external id ' || module || '.' || name FROM ir_model_data
UNION ALL
SELECT 'parameter ' || key FROM ir_config_parameter
UNION ALL
SELECT 'cron ' || cron_name FROM ir_cron
UNION ALL
SELECT 'model ' || model FROM ir_model
UNION ALL
SELECT 'field ' || model || '.' || name FROM ir_model_fields
UNION ALL
SELECT 'default ' || field_id || ' ' || json_value FROM ir_default
UNION ALL
SELECT 'view record ' || coalesce(model, '') || ' ' || name FROM ir_ui_view
UNION ALL
SELECT 'menu ' || (name ->> 'en_US') FROM ir_ui_menu
UNION ALL
SELECT 'action ' || type || ' ' || (name ->> 'en_US') FROM ir_actions
UNION ALL
SELECT 'rule ' || coalesce(name, '') FROM ir_rule
UNION ALL
SELECT 'access ' || name FROM ir_model_access
UNION ALL
SELECT 'group ' || (name ->> 'en_US') FROM res_groups
UNION ALL
SELECT 'sequence record ' || name FROM ir_sequence
UNION ALL
SELECT 'activity type ' || (name ->> 'en_US') FROM mail_activity_type
UNION ALL
SELECT 'asset ' || path FROM ir_asset
UNION ALL
SELECT 'saved filter ' || name FROM ir_filters
"""


def read(server, database):
    """Return the catalog of `database`."""
    parts = (_RELATIONS, _COLUMNS, _CONSTRAINTS, _TRIGGERS, _FUNCTIONS, _RECORDS)
    union = "\nUNION ALL\n".join(f"({part})" for part in parts)
    # Definitions may span lines, descriptions do not.
    sql = f"SELECT regexp_replace(line, '\\s+', ' ', 'g') FROM ({union}) AS all_(line)"
    return {row[0] for row in server.query(database, sql)}


def differences(before, after):
    """Return the lines that describe what `after` has more or less than `before`."""
    left = [f"left behind: {line}" for line in sorted(after - before)]
    return left + [f"lost: {line}" for line in sorted(before - after)]
