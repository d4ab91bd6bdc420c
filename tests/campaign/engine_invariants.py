"""What holds after each run of the engine, whatever the model says.

It is read from the records, with no query of the engine's own.
"""

from collections import Counter

COMPLAINT = "repeat_sales_crm.mail_activity_type_complaint"


class Invariants:
    """Checks on all campaigns of a life; a mixin of test cases."""

    def check_invariants(self, campaigns, now):
        campaigns = campaigns.with_context(active_test=False).sudo()
        actions = self.env["crm.campaign.action"].search(
            [("campaign_id", "in", campaigns.ids)]
        )
        self.check_addresses(actions)
        self.check_nobody_lost(campaigns, actions)
        self.check_reasons(campaigns, actions)
        self.check_refusals(actions, now)
        self.check_activities(actions)
        self.check_closed(campaigns)

    def check_addresses(self, actions):
        """Nobody gets a step of a wave twice at one address."""
        used = Counter(
            (action.wave_id, action.step_id, action.address)
            for action in actions
            if action.address and action.state in ("running", "done")
        )
        self.assertFalse([key for key, count in used.items() if count > 1])

    def check_nobody_lost(self, campaigns, actions):
        """Who is under way has one open action, and nobody else has any.

        What was begun when a campaign was stopped can be finished.
        """
        waiting = Counter(
            action.member_id for action in actions if action.state == "waiting"
        )
        running = Counter(
            action.member_id for action in actions if action.state == "running"
        )
        for member in campaigns.member_ids:
            count = waiting[member] + running[member]
            if member.state == "active":
                self.assertEqual(count, 1, member.display_name)
            elif member.reason == "stopped":
                self.assertEqual(waiting[member], 0, member.display_name)
            else:
                self.assertEqual(count, 0, member.display_name)

    def check_reasons(self, campaigns, actions):
        """Whatever was not done says why, and what was handed over was meant so."""
        for action in actions:
            if action.state in ("skipped", "failed"):
                self.assertTrue(action.reason, action.display_name)
                self.assertFalse(action.contact_at, action.display_name)
                self.assertNotEqual(
                    action.started_at, action.done_at, action.display_name
                )
            self.assertEqual(
                bool(action.done_at), action.state in ("done", "skipped", "failed")
            )
        for member in campaigns.member_ids:
            if member.state in ("exited", "left_out"):
                self.assertTrue(member.reason, member.display_name)

    def check_refusals(self, actions, now):
        """Nobody who refuses is contacted, nor is to be."""
        refusals = Refusals(self.env, self.company)
        for action in actions:
            is_open = action.state == "running" and action.channel_group == "human"
            if is_open or action.contact_at == now:
                reason = refusals.find(action)
                self.assertFalse(reason, action.display_name)

    def check_activities(self, actions):
        """Activities of what is over are gone, and open cards have theirs."""
        for action in actions:
            if action.channel_group != "human":
                self.assertFalse(action.activity_id)
            elif action.state == "running":
                self.assertTrue(action.activity_id.active, action.display_name)
                self.assertEqual(action.activity_id.res_id, action.contact_id.id)
            else:
                self.assertFalse(action.activity_id.filtered("active"))
        open_cards = self.env["mail.activity"].search(
            [("res_id", "in", actions.partner_id.ids + actions.contact_id.ids)]
        )
        complaint = self.env.ref(COMPLAINT)
        open_cards = open_cards.filtered(
            lambda activity: activity.activity_type_id != complaint
        )
        running = actions.filtered(lambda action: action.state == "running")
        self.assertEqual(set(open_cards), set(running.activity_id))

    def check_closed(self, campaigns):
        """In what is over nobody is under way."""
        for campaign in campaigns:
            if campaign.state == "done":
                self.assertNotIn("active", campaign.member_ids.mapped("state"))
        for wave in campaigns.wave_ids:
            if wave.state == "done":
                self.assertNotIn("active", wave.member_ids.mapped("state"))


class Refusals:
    """Who refuses now, as the records say."""

    def __init__(self, env, company):
        self.addresses = {
            *env["mail.blacklist"].search([]).mapped("email"),
            *env["phone.blacklist"].search([]).mapped("number"),
        }
        partners = env["res.partner"].with_context(active_test=False)
        for partner in partners.search([("campaign_opt_out", "=", True)]):
            self.addresses |= {partner.email_normalized, partner.phone_sanitized}
        self.addresses -= {False}
        kind = env.ref(COMPLAINT)
        complaints = env["mail.activity"].search([("activity_type_id", "=", kind.id)])
        contacts = partners.browse(complaints.mapped("res_id"))
        self.complaining = contacts.commercial_partner_id
        self.company = company

    def find(self, action):
        """Return why the contact of an action must be left alone, or False."""
        customer, contact = action.partner_id, action.contact_id
        if not (customer.active and contact.active):
            return "archived"
        if customer.campaign_opt_out or contact.campaign_opt_out:
            return "wants no campaigns"
        if contact.commercial_partner_id != customer:
            return "works elsewhere"
        if customer in self.complaining:
            return "complains"
        if action.kind in ("call", "letter") and not action.address:
            return "no address"
        if action.address in self.addresses:
            return "address refused"
        return False
