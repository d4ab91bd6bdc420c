"""A refusal holds at every moment, for the record and for the address."""

from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from .campaign_common import START, CampaignCommon
from .test_messages import MessageCommon

CALL = {"name": "Call", "kind": "call"}
TASK = {"name": "Think", "kind": "task"}
COMPLAINT = "repeat_sales_crm.mail_activity_type_complaint"


class RefusalCommon(MessageCommon):
    def make_person(self, name, company, **values):
        return self.make_partner(name, parent_id=company.id, is_company=False, **values)

    def complain(self, partner):
        partner.activity_schedule(COMPLAINT, user_id=self.seller.id)


class TestPersons(RefusalCommon):
    """A person who was picked or addressed is not replaced by a colleague."""

    def test_a_picked_person_who_wants_no_campaigns_gets_nothing_of_any_kind(self):
        ann = self.make_person("Ann", self.big, campaign_opt_out=True, phone="+1 555 1")
        url = {"webhook_url": "https://bot.example.com", "message": "Hello"}
        for step in (
            CALL,
            TASK,
            {"kind": "meeting", "name": "Meet"},
            {"kind": "webhook", "name": "Write", **url},
            {"kind": "remarketing", "name": "Advertise"},
            self.email_step(),
        ):
            campaign = self.launch(step, partner_ids=ann.ids)
            self.assertEqual(
                self.members(campaign), {self.big: ("left_out", "opt_out")}
            )

    def test_a_picked_person_who_refuses_later_ends_the_plan(self):
        ann = self.make_person("Ann", self.big, email="ann@example.com")
        campaign = self.launch(
            self.email_step(),
            self.email_step(name="Again", delay_days=1),
            partner_ids=ann.ids,
        )
        self.assertEqual(list(self.send()), ["ann@example.com"])
        self.run_engine(minutes=5)
        ann.campaign_opt_out = True
        self.run_engine(days=1, minutes=10)
        self.assertFalse(self.send())
        self.assertEqual(self.members(campaign)[self.big], ("exited", "opt_out"))

    def test_who_unsubscribes_does_not_hand_the_mail_on(self):
        for name in ("one", "two"):
            self.make_person(name, self.big, email=f"{name}@example.com")
        campaign = self.launch(
            *(self.email_step(name=f"Mail {n}", delay_days=n) for n in range(4)),
            partner_ids=self.big.ids,
        )
        self.assertEqual(list(self.send()), ["big@example.com"])
        self.env["mail.blacklist"]._add("big@example.com")
        for day in range(1, 5):
            self.run_engine(days=day, minutes=day)
            self.assertFalse(self.send())
        self.assertEqual(self.members(campaign)[self.big], ("exited", "refused"))

    def test_nor_does_the_next_wave(self):
        self.make_person("one", self.big, email="one@example.com")
        campaign = self.launch(
            self.email_step(),
            partner_ids=self.big.ids,
            trigger="recurring",
            repeat_unit="day",
            hour=9.25,
            reentry="wave",
        )
        self.run_engine(minutes=20)
        self.assertEqual(list(self.send()), ["big@example.com"])
        self.env["mail.blacklist"]._add("big@example.com")
        self.run_engine(minutes=30)
        self.run_engine(days=1, minutes=20)
        self.assertFalse(self.send())
        reasons = campaign.sudo().wave_ids.sorted("number")[1].member_ids
        self.assertEqual(reasons.mapped("reason"), ["refused"])

    def test_who_had_refused_before_is_passed_over_once(self):
        one = self.make_person("one", self.big, email="one@example.com")
        self.env["mail.blacklist"]._add("big@example.com")
        campaign = self.launch(
            self.email_step(),
            self.email_step(name="Again", delay_days=1),
            partner_ids=self.big.ids,
        )
        self.assertEqual(list(self.send()), ["one@example.com"])
        self.run_engine(days=1, minutes=5)
        self.assertEqual(self.actions(campaign).contact_id, one)

    def test_the_plan_keeps_to_who_was_addressed_first(self):
        self.big.email = False
        one = self.make_person("one", self.big, email="one@example.com")
        campaign = self.launch(
            self.email_step(),
            self.email_step(name="Again", delay_days=1),
            partner_ids=self.big.ids,
        )
        self.send()
        self.run_engine(minutes=5)
        self.big.email = "office@example.com"
        self.run_engine(days=1, minutes=10)
        self.assertEqual(list(self.send()), ["one@example.com"])
        self.assertEqual(self.actions(campaign).contact_id, one)

    def test_who_left_is_not_replaced_in_the_middle_of_a_plan(self):
        self.big.email = False
        one = self.make_person("one", self.big, email="one@example.com")
        campaign = self.launch(
            self.email_step(),
            self.email_step(name="Again", delay_days=1),
            partner_ids=self.big.ids,
        )
        self.send()
        self.run_engine(minutes=5)
        one.active = False
        self.make_person("two", self.big, email="two@example.com")
        self.run_engine(days=1, minutes=10)
        self.assertFalse(self.send())
        self.assertEqual(self.members(campaign)[self.big], ("exited", "gone"))

    def test_a_private_person_who_gets_a_company_goes_on(self):
        campaign = self.launch(
            CALL, {**CALL, "name": "Again", "delay_days": 1}, partner_ids=self.big.ids
        )
        self.big.is_company = False
        self.big.parent_id = self.make_partner("Employer")
        self.activity(campaign, self.big).action_done()
        self.run_engine(days=1)
        again = self.actions(campaign, self.big)[1]
        self.assertEqual((again.state, again.contact_id), ("running", self.big))

    def test_that_company_speaks_for_the_person(self):
        campaign = self.launch(
            CALL, {**CALL, "name": "Again", "delay_days": 1}, partner_ids=self.big.ids
        )
        self.activity(campaign, self.big).action_done()
        self.big.is_company = False
        self.big.parent_id = self.make_partner("Employer", campaign_opt_out=True)
        self.run_engine(days=1)
        self.assertEqual(self.members(campaign)[self.big], ("exited", "opt_out"))

    def test_a_contact_of_another_company_of_ours_is_not_contacted(self):
        campaign = self.launch(
            CALL, {**CALL, "name": "Again"}, partner_ids=self.big.ids
        )
        self.activity(campaign, self.big).action_done()
        self.big.company_id = self.make_company("Sister")
        self.run_engine(minutes=5)
        self.assertEqual(self.members(campaign)[self.big], ("exited", "other_company"))


class TestAddresses(RefusalCommon):
    """A refusal follows the address."""

    def test_no_campaigns_on_one_of_two_records_holds_for_the_address(self):
        twin = self.make_partner("Twin", email=self.big.email, phone=self.big.phone)
        twin.campaign_opt_out = True
        for step in (self.email_step(), CALL):
            campaign = self.launch(step, partner_ids=self.big.ids)
            self.assertEqual(
                self.members(campaign), {self.big: ("left_out", "blacklisted")}
            )

    def test_numbers_are_compared_without_what_is_between_the_digits(self):
        self.big.phone = "0555 / 77-88"
        self.make_partner("Twin", phone="0555 7788", campaign_opt_out=True)
        campaign = self.launch(CALL, partner_ids=self.big.ids)
        self.assertEqual(self.members(campaign)[self.big][1], "blacklisted")

    def test_a_complaint_holds_for_the_address(self):
        twin = self.make_partner("Twin", email=self.big.email)
        self.complain(twin)
        campaign = self.launch(self.email_step(), partner_ids=self.big.ids)
        self.assertEqual(self.states(campaign, self.big), [("skipped", "complaint")])

    def test_one_address_gets_a_step_once_whatever_the_text(self):
        self.small.email = self.big.email
        campaign = self.launch(self.email_step())
        self.assertEqual(self.states(campaign, self.small), [("skipped", "duplicate")])
        self.assertEqual(self.states(campaign, self.big), [("running", False)])
        self.assertEqual(len(self.send()), 3)

    def test_one_number_is_called_once(self):
        self.small.phone = self.big.phone
        campaign = self.launch(CALL)
        self.assertEqual(self.states(campaign, self.small), [("skipped", "duplicate")])

    def test_one_address_in_two_time_zones(self):
        self.company.write({"campaign_quiet_from": 20, "campaign_quiet_to": 8})
        self.small.email = self.big.email
        self.big.tz = "America/Los_Angeles"
        campaign = self.launch(self.email_step())
        self.assertEqual(self.actions(campaign, self.big).state, "waiting")
        self.assertNotIn(self.big.email, self.send())
        self.run_engine(minutes=5)
        self.run_engine(hours=12)
        self.assertEqual(list(self.send()), [self.big.email])
        self.assertEqual(self.states(campaign, self.small), [("skipped", "duplicate")])

    def test_one_address_in_two_chunks(self):
        partners = self.env["res.partner"].create(
            [
                {"name": f"Shop {number}", "email": f"shop{number % 520}@example.com"}
                for number in range(521)
            ]
        )
        campaign = self.launch(
            self.email_step(), partner_ids=[Command.set(partners.ids)]
        )
        self.assertEqual(len(self.actions(campaign).mailing_id), 2)
        self.assertEqual(len(self.send()), 520)
        skipped = self.actions(campaign).filtered(lambda one: one.state == "skipped")
        self.assertEqual(skipped.mapped("reason"), ["duplicate"])

    def test_a_message_to_a_bot_respects_the_blacklists_of_what_it_carries(self):
        step = {
            "kind": "webhook",
            "name": "Write",
            "webhook_url": "https://bot.example.com",
            "message": "Hello",
        }
        self.big.phone = "+1 202 555 0143"
        self.env["phone.blacklist"].create({"number": self.big.phone_sanitized})
        self.env["mail.blacklist"]._add(self.big.email)
        campaign = self.launch(step, partner_ids=self.big.ids)
        self.assertEqual(self.states(campaign, self.big), [("skipped", "blacklisted")])

    def test_a_list_for_advertisers_leaves_out_who_refused_since(self):
        campaign = self.launch({"kind": "remarketing", "name": "Advertise"})
        self.big.campaign_opt_out = True
        self.make_partner("Twin", email=self.middle.email, campaign_opt_out=True)
        self.marketer.group_ids += self.env.ref("base.group_allow_export")
        wizard = (
            self.env["crm.segment.export"]
            .with_user(self.marketer)
            .create({"step_id": campaign.step_ids.id, "kind": "remarketing"})
        )
        self.assertEqual((wizard.listed_count, wizard.refused_count), (2, 2))


class TestOpenCards(RefusalCommon):
    """What is open is taken back, with its reason."""

    def assert_taken_back(self, refuse, reason, member, **values):
        campaign = self.launch(CALL, {**CALL, "name": "Again"}, **values)
        activity = self.activity(campaign, self.big)
        self.assertEqual(self.states(campaign, self.big), [("running", False)])
        refuse()
        self.run_engine(minutes=5)
        self.assertEqual(self.states(campaign, self.big)[0], ("skipped", reason))
        self.assertFalse(activity.exists())
        self.assertEqual(self.members(campaign)[self.big], member)
        self.assertEqual(self.states(campaign, self.small), [("running", False)])

    def test_no_campaigns(self):
        self.assert_taken_back(
            lambda: self.big.write({"campaign_opt_out": True}),
            "opt_out",
            ("exited", "opt_out"),
        )

    def test_number_on_the_blacklist(self):
        self.big.phone = "+1 202 555 0143"
        self.assert_taken_back(
            lambda: self.env["phone.blacklist"].create({"number": "+12025550143"}),
            "refused",
            ("exited", "refused"),
        )

    def test_no_campaigns_at_the_same_number(self):
        self.assert_taken_back(
            lambda: self.make_partner(
                "Twin", phone=self.big.phone, campaign_opt_out=True
            ),
            "refused",
            ("exited", "refused"),
        )

    def test_complaint(self):
        self.assert_taken_back(
            lambda: self.complain(self.big), "complaint", ("done", False)
        )

    def test_archived(self):
        self.assert_taken_back(
            lambda: self.big.write({"active": False}),
            "archived",
            ("exited", "archived"),
        )

    def test_came_into_an_excluded_segment(self):
        rich = self.make_segment("Rich", [("amount_total", ">", 1000)])

        def become_rich():
            self.make_order(self.big, 0, 2000)
            self.refresh()

        self.assert_taken_back(
            become_rich,
            "excluded",
            ("exited", "excluded"),
            exclude_segment_ids=rich.ids,
            exit_on_purchase=False,
        )

    def test_left_the_audience(self):
        poor = self.make_segment("Poor", [("amount_total", "<", 1000)])

        def become_rich():
            self.make_order(self.big, 0, 2000)
            self.refresh()

        self.assert_taken_back(
            become_rich,
            "left",
            ("exited", "left"),
            segment_ids=poor.ids,
            exit_on_leave=True,
            exit_on_purchase=False,
        )

    def test_a_card_that_a_seller_has_open_is_left_until_closed(self):
        campaign = self.launch(CALL)
        action = self.actions(campaign, self.big)
        card = action.with_user(self.seller).get_call_card()
        self.assertNotIn("taken", card)
        self.big.campaign_opt_out = True
        self.run_engine(minutes=5)
        self.assertEqual(action.state, "running")
        self.run_engine(hours=1)
        self.assertEqual((action.state, action.reason), ("skipped", "opt_out"))

    def test_the_card_warns(self):
        self.big.phone = "+1 202 555 0143"
        campaign = self.launch(CALL)
        action = self.actions(campaign, self.big).with_user(self.seller)
        self.env["phone.blacklist"].create({"number": "+12025550143"})
        warnings = action.get_call_card()["warnings"]
        self.assertTrue(any("refused" in text for text in warnings), warnings)

    def test_a_broken_segment_of_one_campaign_leaves_the_others_alone(self):
        rule = self.make_segment("Rule", [("amount_total", ">", 1000)])
        broken = self.launch(CALL, exclude_segment_ids=rule.ids)
        other = self.launch(CALL, partner_ids=self.small.ids)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_segment SET domain = %s WHERE id = %s",
            ["[('no_such_field', '=', 1)]", rule.id],
        )
        self.env.invalidate_all()
        self.small.campaign_opt_out = True
        self.run_engine(minutes=5)
        self.assertTrue(broken.problem)
        self.assertEqual(self.states(other, self.small), [("skipped", "opt_out")])


class TestArchivedCampaign(RefusalCommon):
    def test_an_archived_campaign_contacts_nobody(self):
        campaign = self.launch(
            self.email_step(), self.email_step(name="Again", delay_days=1)
        )
        self.send()
        self.run_engine(minutes=5)
        campaign.action_archive()
        self.assertEqual(campaign.state, "paused")
        self.run_engine(days=1, minutes=10)
        self.assertFalse(self.send())
        with self.assertRaisesRegex(UserError, "Unarchive"):
            campaign.action_resume()
        campaign.action_unarchive()
        campaign.action_resume()
        self.run_engine(days=1, minutes=20)
        self.assertEqual(len(self.send()), 4)


class TestDistance(RefusalCommon):
    """Steps keep their distance, however late the plan goes on."""

    def plan(self):
        return [
            self.email_step(name=name, delay_from="launch", delay_days=days)
            for name, days in (("One", 0), ("Two", 4), ("Three", 8))
        ]

    def test_a_plan_that_was_held_does_not_pour_out(self):
        campaign = self.make_campaign(*self.plan(), partner_ids=self.big.ids)
        campaign.action_launch()
        self.run_engine()
        self.send()
        self.run_engine(minutes=5)
        campaign.action_pause()
        with self.at(days=20):
            campaign.action_resume()
        self.run_engine(days=20)
        self.send()
        self.run_engine(days=20, minutes=5)
        _one, two, three = self.actions(campaign)
        self.assertEqual(two.contact_at, START + timedelta(days=20))
        self.assertEqual(three.due_at, START + timedelta(days=24))

    def test_a_step_that_was_taken_out_keeps_its_place(self):
        campaign = self.launch(
            {**TASK, "delay_days": 2},
            {**TASK, "name": "Send", "delay_days": 4},
            {**TASK, "name": "Ask", "delay_from": "launch", "delay_days": 8},
            partner_ids=self.big.ids,
        )
        self.run_engine(days=2)
        with self.at(days=2):
            self.activity(campaign, self.big).action_done()
        self.run_engine(days=6)
        with self.at(days=6, hours=1):
            self.activity(campaign, self.big).action_done()
            campaign.step_ids[1].active = False
        self.assertEqual(
            campaign.with_context(active_test=False).step_ids.mapped("planned_hours"),
            [48, 144, 192],
        )

    def test_what_was_not_done_keeps_nothing_waiting(self):
        campaign = self.launch(
            {**CALL, "delay_from": "launch", "expire_days": 10},
            {**CALL, "name": "Again", "delay_from": "launch", "delay_days": 4},
            partner_ids=self.big.ids,
        )
        self.run_engine(days=10)
        self.assertEqual(
            self.states(campaign, self.big),
            [("skipped", "expired"), ("running", False)],
        )


class TestAddressee(RefusalCommon):
    """A step can name the role that it is for."""

    def make_buyer_role(self):
        role = self.env["crm.contact.role"].create({"name": "Purchasing"})
        ann = self.make_person("Ann", self.big, email="ann@example.com")
        self.env["crm.contact.position"].search(
            [("person_id", "=", ann.id)]
        ).role_id = role
        return role, ann

    def test_people_in_a_role(self):
        role, ann = self.make_buyer_role()
        campaign = self.launch(
            self.email_step(),
            self.email_step(
                name="To the buyer",
                addressee="role",
                addressee_role_ids=role.ids,
                delay_days=1,
            ),
            partner_ids=(self.big | self.small).ids,
        )
        self.assertEqual(len(self.send()), 2)
        self.run_engine(minutes=5)
        self.env["mail.blacklist"]._add("big@example.com")
        self.run_engine(days=1, minutes=10)
        self.assertEqual(list(self.send()), ["ann@example.com"])
        self.assertEqual(self.actions(campaign, self.big)[1].contact_id, ann)
        self.assertEqual(
            self.states(campaign, self.small),
            [("done", False), ("skipped", "no_address")],
        )

    def test_a_role_has_to_be_named(self):
        with self.assertRaises(ValidationError):
            self.make_campaign(self.email_step(addressee="role"))

    def test_key_person(self):
        _role, ann = self.make_buyer_role()
        self.make_order(ann, 10, 5000)
        self.refresh()
        self.assertEqual(self.customer_of(self.big).key_person_id, ann)
        campaign = self.launch(
            self.email_step(addressee="key_person"), partner_ids=self.big.ids
        )
        self.assertEqual(self.actions(campaign).contact_id, ann)


class TestOtherChannel(RefusalCommon):
    """What could not be delivered can be tried another way; a refusal can not."""

    def launch_both(self):
        return self.launch(
            self.email_step(), {**CALL, "condition": "undelivered"}, TASK
        )

    def test_no_address(self):
        self.big.email = False
        campaign = self.launch_both()
        self.send()
        self.run_engine(minutes=5)
        self.assertEqual(
            self.states(campaign, self.big),
            [("skipped", "no_address"), ("running", False)],
        )
        self.assertEqual(self.states(campaign, self.small)[1], ("skipped", "condition"))

    def test_refused(self):
        self.env["mail.blacklist"]._add(self.big.email)
        campaign = self.launch_both()
        self.assertEqual(
            self.states(campaign, self.big)[:2],
            [("skipped", "blacklisted"), ("skipped", "condition")],
        )


class TestMerge(RefusalCommon):
    """A merge keeps what one of the contacts refused."""

    def merge(self, kept, gone):
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (kept | gone).ids, kept, extra_checks=False
        )

    def test_an_unsubscribed_address_that_is_dropped(self):
        other = self.make_partner("Ann again", email="ann.old@example.com")
        self.env["mail.blacklist"]._add("ann.old@example.com")
        self.assertIn(
            "unsubscribed", other._tell_refusals(other._find_campaign_refusals())
        )
        self.merge(self.big, other)
        campaign = self.launch(self.email_step(), partner_ids=self.big.ids)
        self.assertEqual(self.members(campaign)[self.big][1], "blacklisted")
        self.assertIn("had refused", " ".join(self.big.message_ids.mapped("body")))

    def test_no_campaigns_either_way_round(self):
        for flagged in (0, 1):
            pair = [
                self.make_partner(f"Pair {n}", phone=f"+1 555 30{n}{flagged}")
                for n in (0, 1)
            ]
            pair[flagged].campaign_opt_out = True
            self.merge(pair[0], pair[1])
            self.assertTrue(pair[0].campaign_opt_out)


class TestStranger(CampaignCommon):
    def test_a_merge_by_a_seller_keeps_what_they_cannot_see(self):
        """Who merges need not be allowed to read the blacklist."""
        gone = self.make_partner("Gone", self.seller, email="gone@example.com")
        self.small.email = "small@example.com"
        self.env["mail.blacklist"]._add("gone@example.com")
        partners = (self.small | gone).with_user(self.seller)
        self.assertEqual(partners._find_campaign_refusals(), {"email"})
