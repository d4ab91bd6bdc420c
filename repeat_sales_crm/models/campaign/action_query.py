"""How actions come into being: the SQL that inserts them, for many members at once."""

from odoo.tools import SQL

#: What :func:`insert_actions` wants of each member.
MEMBER_COLUMNS = (
    "member_id",
    "wave_id",
    "campaign_id",
    "company_id",
    "partner_id",
    "contact_id",
    "seller_id",
    "value",
    "entered_at",
)


def one_step(step):
    """Return the relation ``step`` where all members get the same one."""
    return SQL(
        "JOIN (SELECT step.*, %s AS team_user_ids FROM crm_campaign_step AS step"
        " WHERE step.id = %s) AS step ON TRUE",
        team_users(),
        step.id,
    )


def following_step():
    """Return the relation ``step`` where each member gets the next one of the plan.

    The members have the columns ``after_sequence`` and ``after_step_id`` too. Steps
    that a member had already are passed over: the plan may have been reordered.
    """
    return SQL(
        """
        JOIN LATERAL (
            SELECT step.*, %s AS team_user_ids
              FROM crm_campaign_step AS step
             WHERE step.campaign_id = source.campaign_id
               AND step.active
               AND (step.sequence, step.id)
                   > (source.after_sequence, source.after_step_id)
               AND NOT EXISTS (SELECT FROM crm_campaign_action AS had
                                WHERE had.member_id = source.member_id
                                  AND had.step_id = step.id)
             ORDER BY step.sequence, step.id
             LIMIT 1
        ) AS step ON TRUE
        """,
        team_users(),
    )


def insert_actions(source, step, now, is_first=False):
    """Return the INSERT of one action for each member.

    :param source: a SELECT of :data:`MEMBER_COLUMNS`
    :param step: the relation that gives each member its step
    :param now: no action is due before
    :param is_first: whether the members are new, so that none was handed over
    """
    member = SQL.identifier("source", "member_id")
    return SQL(
        """
        INSERT INTO crm_campaign_action
                    (member_id, wave_id, campaign_id, company_id, partner_id,
                     contact_id, value, step_id, kind, channel_group, user_id, due_at,
                     state, attempts)
        SELECT source.member_id, source.wave_id, source.campaign_id,
               source.company_id, source.partner_id, source.contact_id, source.value,
               step.id, step.kind, step.channel_group, %(responsible)s,
               GREATEST(%(now)s::timestamp,
                        CASE WHEN step.delay_from = 'launch' THEN source.entered_at
                             ELSE %(now)s::timestamp END
                        + step.delay_days * INTERVAL '1 day'
                        + step.delay_hours * INTERVAL '1 hour',
                        %(distance)s),
               'waiting', 0
          FROM (%(source)s) AS source
          JOIN crm_campaign AS campaign ON campaign.id = source.campaign_id
          %(step)s
          %(seller)s
            ON CONFLICT (member_id, step_id) DO NOTHING
     RETURNING member_id
        """,
        responsible=usual_responsible(member) if is_first else responsible(member),
        distance=SQL("NULL") if is_first else _planned_distance(),
        seller=join_seller(
            SQL.identifier("source", "seller_id"),
            SQL.identifier("source", "company_id"),
        ),
        source=source,
        step=step,
        now=now,
    )


def _planned_distance():
    """Return the moment before which a step counted from the entry is too early.

    What was done late moves what comes next, so that a plan that was held does not
    pour out at once when it goes on.
    """
    return SQL(
        """
        CASE WHEN step.delay_from = 'launch' THEN (
            SELECT COALESCE(before.contact_at, before.done_at)
                   + (step.planned_hours - before_step.planned_hours)
                     * INTERVAL '1 hour'
              FROM crm_campaign_action AS before
              JOIN crm_campaign_step AS before_step ON before_step.id = before.step_id
             WHERE before.member_id = source.member_id AND before.state = 'done'
             ORDER BY before.done_at DESC, before.id DESC
             LIMIT 1) END
        """
    )


def join_seller(user, company):
    """Return the join of ``seller``: a user, if still at work for the company."""
    return SQL(
        """
        LEFT JOIN (
            SELECT member.user_id AS id, member.cid AS company_id
              FROM res_company_users_rel AS member
              JOIN res_users AS present ON present.id = member.user_id
                                       AND present.active
        ) AS seller ON seller.id = %s AND seller.company_id = %s
        """,
        user,
        company,
    )


def responsible(member):
    """Return who does a step for a member, out of step, seller and campaign.

    That is the usual one, or whom a manager gave that person's part of the wave to.
    """
    return SQL(
        """
        (SELECT COALESCE(stand_in.id, usual.id)
           FROM (SELECT %(usual)s AS id) AS usual
           LEFT JOIN crm_campaign_member AS handed
                     ON handed.id = %(member)s AND handed.handed_from_id = usual.id
           LEFT JOIN res_users AS stand_in
                     ON stand_in.id = handed.handed_to_id AND stand_in.active
                    AND EXISTS (SELECT FROM res_company_users_rel AS works
                                 WHERE works.user_id = stand_in.id
                                   AND works.cid = campaign.company_id))
        """,
        usual=usual_responsible(member),
        member=member,
    )


def usual_responsible(member):
    """Return who does a step for a member where nothing was handed over.

    In a team, members take turns by their ids, which follow their value: it stays the
    same however often it is asked.
    """
    return SQL(
        """
        COALESCE(
            CASE step.responsible
                 WHEN 'seller' THEN seller.id
                 WHEN 'team' THEN step.team_user_ids[
                     1 + %s %% NULLIF(CARDINALITY(step.team_user_ids), 0)]
            END,
            %s)
        """,
        member,
        stand_in(),
    )


def stand_in():
    """Return who does what nobody else does: the first of them who is at work.

    They are the person of the step, the owner of the campaign, who made it, and the
    leaders of the company's teams. NULL if nobody is there.
    """
    return SQL(
        """
        (SELECT candidate.id
           FROM (SELECT 1 AS place, step.user_id AS id, 0 AS number
                  UNION ALL SELECT 2, campaign.user_id, 0
                  UNION ALL SELECT 3, campaign.create_uid, 0
                  UNION ALL
                 SELECT 4, team.user_id, team.id FROM crm_team AS team
                  WHERE team.active
                    AND COALESCE(team.company_id, campaign.company_id)
                        = campaign.company_id) AS candidate
           JOIN res_users AS present ON present.id = candidate.id AND present.active
                                    AND present.share IS NOT TRUE
           JOIN res_company_users_rel AS works ON works.user_id = present.id
                                              AND works.cid = campaign.company_id
          ORDER BY candidate.place, candidate.number
          LIMIT 1)
        """
    )


def team_users():
    """Return the array of those in the team of ``step`` who work for its company."""
    return SQL(
        "ARRAY(SELECT team_member.user_id FROM crm_team_member AS team_member"
        " JOIN crm_campaign AS of_step ON of_step.id = step.campaign_id"
        " JOIN res_company_users_rel AS works ON works.user_id = team_member.user_id"
        " AND works.cid = of_step.company_id"
        " JOIN res_users AS team_user ON team_user.id = team_member.user_id"
        " AND team_user.active"
        " WHERE team_member.crm_team_id = step.team_id AND team_member.active"
        " ORDER BY team_member.user_id)"
    )
