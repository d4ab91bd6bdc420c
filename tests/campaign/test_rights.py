"""Nothing that a campaign renders, runs or sends has more rights than its author."""

import json
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import SQL, mute_logger

from odoo.addons.repeat_sales_crm.models.campaign import webhook_address

from .test_messages import MessageCommon

SECRET = "the secret of the database"
READ_SECRET = "object.env['ir.config_parameter'].get_param('test.secret')"
EVIL = "{{ object.sudo()." + READ_SECRET.removeprefix("object.") + " }}"
RENDERING = "odoo.addons.mail.models.mail_render_mixin"


class RightsCommon(MessageCommon):
    """Template rendering is restricted, as Odoo's setting has it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.editors = cls.env.ref("mail.group_mail_template_editor")
        cls.env.ref("base.group_user")._remove_group(cls.editors)
        cls.env["ir.config_parameter"].set_param("test.secret", SECRET)
        cls.admin = cls.make_user(
            "the_admin",
            "base.group_system,repeat_sales_crm.group_marketer,"
            "sales_team.group_sale_manager",
        )
        cls.mailer = cls.make_user("mailer", "mass_mailing.group_mass_mailing_user")
        cls.offer = cls.env["crm.campaign.offer"].create(
            {
                "name": "Ten percent",
                "code": "BACK",
                "discount": 10,
                "company_id": cls.company.id,
                "date_start": "2026-06-01",
                "date_end": "2026-06-30",
            }
        )

    def webhook_step(self, text, **values):
        return {
            "kind": "webhook",
            "name": "Chat",
            "webhook_url": "https://bot.example.com",
            "message": text,
            **values,
        }

    def make_editor(self, user):
        user.group_ids |= self.editors

    def rename(self, record, **values):
        """Write texts as they may have been entered before they were checked."""
        self.env.flush_all()
        for name, value in values.items():
            if record._fields[name].translate:
                value = json.dumps({"en_US": value})
            self.env.execute_query(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id = %s RETURNING id",
                    SQL.identifier(record._table),
                    SQL.identifier(name),
                    value,
                    record.id,
                )
            )
        self.env.invalidate_all()

    def mail_to(self, address):
        [mail] = [one for one in self._mails if address in one["email_to"][0]]
        return mail

    def check_held(self, campaign, words):
        """Everybody waits, nothing has failed, and the owner is told why, once."""
        self.assertEqual(
            set(self.actions(campaign).mapped(lambda one: (one.state, one.attempts))),
            {("waiting", 0)},
        )
        self.assertIn(words, campaign.problem)
        told = campaign.message_ids.filtered(lambda message: words in message.body)
        self.assertEqual(len(told), 1)
        self.assertIn(campaign.user_id.partner_id, told.partner_ids)


class TestRightsOfTexts(RightsCommon):
    def test_a_marketer_writes_no_placeholders_that_need_an_editor(self):
        campaign = self.make_campaign(self.webhook_step("Hello {{ object.name }}"))
        step = campaign.step_ids
        with self.assertRaisesRegex(AccessError, "Mail Template Editor"):
            step.message = EVIL
        with self.assertRaisesRegex(AccessError, "Mail Template Editor"):
            self.make_campaign(self.webhook_step(EVIL))
        with self.assertRaisesRegex(AccessError, "Mail Template Editor"):
            campaign.write({"step_ids": [Command.update(step.id, {"message": EVIL})]})
        result = (
            self.env["crm.campaign.step"]
            .with_user(self.marketer)
            .load(
                ["campaign_id/.id", "name", "kind", "message"],
                [[str(campaign.id), "Imported", "webhook", EVIL]],
            )
        )
        self.assertFalse(result["ids"])
        self.assertIn("Mail Template Editor", result["messages"][0]["message"])

    def test_the_owner_gives_no_rights(self):
        self.make_editor(self.marketer)
        campaign = self.make_campaign(
            self.webhook_step("{{ %s }}" % READ_SECRET), user_id=self.admin.id
        )
        campaign.action_launch()
        with mute_logger(RENDERING):
            self.run_engine()
        action = self.actions(campaign, self.big)
        self.assertEqual(action.state, "waiting")
        self.assertFalse(action.message)

    def test_the_author_cannot_be_chosen(self):
        steps = self.env["crm.campaign.step"].with_user(self.marketer)
        campaign = self.make_campaign(
            self.webhook_step("Hello", author_id=self.admin.id)
        )
        step = campaign.step_ids
        self.assertEqual(step.author_id, self.marketer)
        step.write({"author_id": self.admin.id})
        step.write({"author_id": self.admin.id, "message": "Hi"})
        self.assertEqual(step.author_id, self.marketer)
        vals = self.webhook_step("Hello", campaign_id=campaign.id)
        other = steps.with_context(default_author_id=self.admin.id).create(vals)
        self.assertEqual(other.author_id, self.marketer)
        pattern = self.pattern.with_user(self.marketer)
        pattern.write({"text_author_id": self.admin.id, "subject": "News"})
        self.assertEqual(pattern.text_author_id, self.marketer)
        campaign.write({"launch_user_id": self.admin.id})
        self.assertFalse(campaign.launch_user_id)

    def test_a_copy_has_the_rights_of_who_copies(self):
        campaign = self.make_campaign(
            self.webhook_step("Hello"), self.email_step(), user=self.admin
        )
        copy = campaign.with_user(self.marketer).copy()
        self.assertEqual(copy.step_ids.author_id, self.marketer)
        self.assertEqual(copy.step_ids.mailing_id.text_author_id, self.marketer)
        campaign.step_ids[0].message = EVIL
        with self.assertRaisesRegex(AccessError, "Mail Template Editor"):
            campaign.with_user(self.marketer).copy({"name": "Again"})

    def test_a_message_that_only_editors_write_is_not_copied(self):
        self.pattern.with_user(
            self.admin
        ).body_html = "<p><t t-out='object.name.upper()'/></p>"
        campaign = self.make_campaign(self.email_step())
        copy = campaign.copy()
        self.assertEqual(copy.step_ids.mailing_id, self.pattern)
        copy.action_launch()
        self.run_engine()
        self.assertIn("BIG", self.send()["big@example.com"])

    def test_a_change_takes_the_rights_along(self):
        campaign = self.make_campaign(
            self.webhook_step("{{ object.name.upper() }}"), user=self.admin
        )
        campaign.action_launch()
        step = campaign.step_ids.with_user(self.marketer)
        step.message = "Hello {{ object.name }}"
        self.assertEqual(step.author_id, self.marketer)
        with self.assertRaises(AccessError):
            step.message = EVIL

    def test_nothing_hidden_is_left_by_another_kind(self):
        campaign = self.make_campaign(self.webhook_step(EVIL), user=self.admin)
        step = campaign.step_ids.with_user(self.marketer)
        step.kind = "email"
        step.kind = "webhook"
        self.assertFalse(step.message)

    def test_without_the_author_the_step_waits(self):
        campaign = self.make_campaign(
            self.webhook_step("Hello {{ object.name }}"), user_id=self.manager.id
        )
        campaign.action_launch()
        self.marketer.active = False
        self.run_engine()
        self.run_engine(minutes=5)
        self.check_held(campaign, "does not work for")
        campaign.with_user(self.manager).step_ids.message = "Hi {{ object.name }}"
        self.run_engine(minutes=10)
        self.assertNotIn("does not work for", campaign.problem or "")
        self.assertEqual(self.actions(campaign, self.big).message, "Hi Big")

    def test_an_editor_who_is_none_any_more(self):
        self.make_editor(self.marketer)
        self.pattern.with_user(
            self.marketer
        ).body_html = "<p><t t-out='object.name.upper()'/></p>"
        campaign = self.make_campaign(self.email_step(), user_id=self.manager.id)
        campaign.action_launch()
        self.marketer.group_ids -= self.editors
        self.run_engine()
        self.check_held(campaign, "Mail Template Editor")
        self.assertNotIn("big@example.com", self.send())

    def test_what_goes_on_is_not_told_to_be_a_problem_again(self):
        campaign = self.make_campaign(
            self.webhook_step("Hello"),
            {"kind": "call", "name": "Call", "delay_days": 1, "delay_from": "launch"},
            user_id=self.manager.id,
        )
        campaign.action_launch()
        self.marketer.active = False
        self.run_engine()
        self.run_engine(minutes=5)
        self.check_held(campaign, "does not work for")

    def test_a_plain_message_needs_nobody(self):
        self.pattern.with_user(self.marketer).subject = "News for {{ object.name }}"
        campaign = self.make_campaign(self.email_step(), user_id=self.manager.id)
        campaign.action_launch()
        self.marketer.active = False
        self.run_engine()
        self.assertIn("Hello Big", self.send()["big@example.com"])

    def test_a_message_tells_no_more_than_its_author_may_read(self):
        self.make_editor(self.marketer)
        self.pattern.with_user(
            self.marketer
        ).body_html = f'<p><t t-out="{READ_SECRET}"/></p>'
        campaign = self.make_campaign(self.email_step(), user_id=self.admin.id)
        campaign.action_launch()
        with mute_logger(RENDERING, "odoo.addons.base.models.ir_qweb"):
            self.run_engine()
        self.assertEqual(self.actions(campaign, self.big).state, "waiting")
        self.assertNotIn("big@example.com", self.send())

    def test_odoo_checks_what_a_marketer_writes_into_a_message(self):
        pattern = self.pattern.with_user(self.marketer)
        for name in ("subject", "preview", "body_html", "email_from", "reply_to"):
            text = EVIL
            if name == "body_html":
                text = f'<p><t t-out="{EVIL[3:-3]}"/></p>'
            with self.subTest(name), self.assertRaises(AccessError):
                pattern[name] = text
        sms = self.make_pattern("", mailing_type="sms", body_plaintext="Hi")
        with self.assertRaises(AccessError):
            sms.with_user(self.marketer).body_plaintext = EVIL


class TestRightsOfServerActions(RightsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.action = cls.make_action(
            "Limited", group_ids=[Command.link(cls.env.ref("base.group_system").id)]
        )
        cls.free = cls.make_action("Free")
        cls.limited_step = {
            "kind": "server_action",
            "name": "Mark",
            "server_action_id": cls.action.id,
        }

    @classmethod
    def make_action(cls, name, **values):
        return cls.env["ir.actions.server"].create(
            {
                "name": name,
                "state": "code",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "code": "record.write({'comment': env.user.login})",
                **values,
            }
        )

    def test_nobody_chooses_what_they_may_not_run(self):
        with self.assertRaisesRegex(AccessError, "may not run"):
            self.make_campaign(self.limited_step, user_id=self.admin.id)
        campaign = self.make_campaign(
            {**self.limited_step, "server_action_id": self.free.id}
        )
        with self.assertRaisesRegex(AccessError, "may not run"):
            campaign.step_ids.server_action_id = self.action
        with self.assertRaises(AccessError):
            self.free.with_user(self.marketer).code = "raise"
        with self.assertRaises(AccessError):
            self.free.with_user(self.marketer).read(["code"])

    def test_nor_launches_or_copies_it(self):
        campaign = self.make_campaign(self.limited_step, user=self.admin)
        campaign = campaign.with_user(self.marketer)
        with self.assertRaisesRegex(UserError, "Marketer may not run"):
            campaign.action_launch()
        with self.assertRaisesRegex(AccessError, "may not run"):
            campaign.copy()
        self.assertIn("may not run", campaign.get_preview()["problem"])

    def test_nor_sets_it_going_another_way(self):
        campaign = self.make_campaign(self.limited_step, user=self.admin)
        campaign.with_user(self.marketer).write(
            {"state": "running", "next_run_at": "2026-06-15 08:00:00"}
        )
        self.run_engine()
        self.check_held(campaign, "Marketer may not run")
        self.assertFalse(self.big.comment)
        campaign.with_user(self.marketer).action_pause()
        campaign.with_user(self.admin).action_resume()
        self.run_engine(minutes=5)
        self.assertIn("the_admin", self.big.comment)

    def test_the_one_who_chose_it_counts(self):
        campaign = self.make_campaign(
            {**self.limited_step, "server_action_id": self.free.id},
            user_id=self.admin.id,
        )
        campaign.with_user(self.admin).action_launch()
        self.run_engine()
        self.assertIn("marketer", self.big.comment)

    def test_a_right_that_was_lost(self):
        campaign = self.make_campaign(
            self.limited_step, user=self.admin, user_id=self.manager.id
        )
        campaign.action_launch()
        self.admin.group_ids -= self.env.ref("base.group_system")
        self.run_engine()
        self.check_held(campaign, "may not run")
        self.assertFalse(self.big.comment)

    def test_a_limit_that_came_later(self):
        campaign = self.make_campaign(
            {**self.limited_step, "server_action_id": self.free.id}
        )
        campaign.action_launch()
        self.free.group_ids = self.env.ref("base.group_system")
        self.run_engine()
        self.check_held(campaign, "may not run")

    def test_a_segment_asks_the_same(self):
        segment = self.make_segment("All")
        run = (
            self.env["crm.segment.run"]
            .with_user(self.marketer)
            ._start(segment, self.free)
        )
        self.marketer.active = False
        with self.enter_registry_test_mode():
            self.env.ref("repeat_sales_crm.ir_cron_segment_run").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(set(run.sudo().line_ids.mapped("state")), {"failed"})
        self.assertIn("does not work for", run.sudo().line_ids[0].reason)
        self.assertFalse(self.big.comment)


class TestNamesAreData(RightsCommon):
    def test_names_have_no_placeholders(self):
        campaign = self.make_campaign({"name": "Call"})
        outcome = self.env["crm.campaign.outcome"].search([], limit=1)
        offer = self.offer.with_user(self.marketer)
        for record, name in (
            (campaign, "name"),
            (campaign.step_ids, "name"),
            (campaign.step_ids, "summary"),
            (outcome, "name"),
            (offer, "name"),
            (offer, "code"),
        ):
            with (
                self.subTest(f"{record._name}.{name}"),
                self.assertRaisesRegex(ValidationError, "no placeholders"),
            ):
                record[name] = EVIL

    def test_an_offer_from_before_is_told_and_not_carried_out(self):
        self.rename(self.offer, name=EVIL, code="#{object.sudo()}")
        self.pattern.write(
            {
                "subject": "For you: [offer]",
                "preview": "Now [code]",
                "body_html": '<p>[offer]</p><p><a href="/shop/[code]">Buy</a></p>',
            }
        )
        self.launch(self.email_step(offer_id=self.offer.id))
        self.send()
        mail = self.mail_to("big@example.com")
        for text in (mail["subject"], mail["body"]):
            self.assertIn("object.sudo()", text)
            self.assertNotIn(SECRET, text)

    def test_an_offer_by_webhook_sms_and_in_a_script(self):
        self.rename(self.offer, name=EVIL)
        campaign = self.launch(
            self.webhook_step("[offer] for {{ object.name }}", offer_id=self.offer.id),
            {"name": "Call", "script": "<p>[offer]</p>", "offer_id": self.offer.id},
        )
        said = self.actions(campaign, self.big).message
        self.assertIn("object.sudo()", said)
        self.assertIn("for Big", said)
        self.assertNotIn(SECRET, said)
        for number, partner in enumerate(self.all_partners):
            partner.phone = f"+1 202 555 010{number}"
        sms = self.make_pattern("", mailing_type="sms", body_plaintext="[offer]!")
        campaign = self.launch(
            {
                "kind": "sms",
                "name": "Text",
                "mailing_id": sms.id,
                "offer_id": self.offer.id,
            }
        )
        body = self.actions(campaign).mailing_id.body_plaintext
        self.assertNotIn("{{", body)

    def test_an_offer_makes_no_placeholder_of_what_stands_around_it(self):
        self.rename(self.offer, code=None)
        step = self.make_campaign(self.email_step(offer_id=self.offer.id)).step_ids
        for text in (
            "{[code]{ object.sudo() }}",
            "{{ '[offer]' }}",
            "{{ 1 ||| [code] }}",
        ):
            with self.subTest(text), self.assertRaisesRegex(UserError, "inside"):
                step._fill_in(text)
        for text in (
            "<a t-att-href=\"'[until]'\">x</a>",
            '<t t-out="[offer]"/>',
            '<a t-attf-href="/shop/{{object.id}}?until=[until]">x</a>',
        ):
            with self.subTest(text), self.assertRaisesRegex(UserError, "inside"):
                step._fill_in(text, is_html=True)
        # A legitimate text stays as it is.
        text = "<p>[until] <t t-out='object.name'/></p>"
        self.assertIn("<t t-out='object.name'/>", step._fill_in(text, is_html=True))

    def test_that_is_said_before_the_launch(self):
        campaign = self.make_campaign(
            self.webhook_step("{{ object.name ||| [offer] }}", offer_id=self.offer.id)
        )
        with self.assertRaisesRegex(UserError, "cannot stand inside"):
            campaign.action_launch()

    def test_names_from_before_are_told_and_not_carried_out(self):
        campaign = self.make_campaign(self.email_step(), {"name": "Call"})
        self.rename(campaign, name=EVIL)
        for step in campaign.step_ids:
            self.rename(step, name=EVIL)
        campaign.action_launch()
        self.run_engine()
        for mail in self.send().values():
            self.assertNotIn(SECRET, mail)
        self.run_engine(minutes=5)
        self.assertIn("{{", self.activity(campaign, self.big).summary)

    def test_the_name_of_a_customer_is_data(self):
        self.big.name = EVIL
        self.pattern.subject = "Dear {{ object.name }}"
        campaign = self.launch(self.email_step())
        self.send()
        mail = self.mail_to("big@example.com")
        self.assertIn("object.sudo()", mail["subject"])
        self.assertNotIn(SECRET, mail["subject"] + mail["body"])
        campaign = self.launch(
            self.webhook_step("Dear {{ object.name }} [code]", offer_id=self.offer.id)
        )
        said = self.actions(campaign, self.big).message
        self.assertIn(EVIL, said)
        self.assertNotIn(SECRET, said)

    def test_nor_is_it_carried_out_in_a_test(self):
        self.big.name = f"{EVIL} [code]"
        self.marketer.email = "marketer@example.com"
        self.pattern.subject = "Dear {{ object.name }}"
        campaign = self.make_campaign(
            self.email_step(offer_id=self.offer.id), partner_ids=self.big.ids
        )
        with self.mock_mail_gateway():
            campaign.step_ids.action_test()
        [mail] = self._mails
        self.assertIn("object.sudo()", mail["subject"])
        self.assertIn("[code]", mail["subject"])
        self.assertNotIn(SECRET, mail["subject"] + mail["body"])


class TestLanguage(RightsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("fr_FR", "de_DE"):
            cls.env["res.lang"]._activate_lang(code)
        cls.offer.with_context(lang="fr_FR").name = "Dix pour cent"
        cls.offer.with_context(lang="de_DE").name = "Zehn Prozent"
        cls.big.lang, cls.middle.lang, cls.small.lang = "fr_FR", "de_DE", "en_US"
        cls.other.lang = "fr_FR"
        cls.seller.lang = "de_DE"
        cls.marketer.lang = cls.company.partner_id.lang = "fr_FR"

    def test_each_customer_reads_the_offer_in_their_language(self):
        self.pattern.write({"subject": "[offer]", "body_html": "<p>[until]</p>"})
        campaign = self.launch(self.email_step(offer_id=self.offer.id))
        self.assertEqual(len(self.actions(campaign).mailing_id), 3)
        sent = self.send()
        self.assertEqual(len(sent), 4)
        self.assertIn("30 juin 2026", sent["big@example.com"])
        self.assertIn("30 juin 2026", sent["other@example.com"])
        self.assertIn("30. Juni 2026", sent["middle@example.com"])
        self.assertIn("June 30, 2026", sent["small@example.com"])
        for name, words in (("big", "Dix pour cent"), ("middle", "Zehn Prozent")):
            mail = self.mail_to(f"{name}@example.com")
            self.assertIn(words, mail["subject"])

    def test_without_an_offer_one_mailing_is_enough(self):
        campaign = self.launch(self.email_step())
        self.assertEqual(len(self.actions(campaign).mailing_id), 1)

    def test_webhooks_and_tests_speak_it_too(self):
        campaign = self.launch(self.webhook_step("[offer]", offer_id=self.offer.id))
        self.assertIn("Dix pour cent", self.actions(campaign, self.big).message)
        self.assertIn("Zehn Prozent", self.actions(campaign, self.middle).message)
        self.marketer.email = "marketer@example.com"
        campaign = self.make_campaign(
            self.email_step(offer_id=self.offer.id), partner_ids=self.middle.ids
        )
        with self.mock_mail_gateway():
            campaign.step_ids.action_test()
        self.assertIn("Zehn Prozent", self._mails[0]["body"])

    def test_a_script_is_read_by_the_salesperson(self):
        campaign = self.launch(
            {"name": "Call", "script": "<p>[offer]</p>", "offer_id": self.offer.id}
        )
        self.assertIn("Zehn Prozent", self.activity(campaign, self.big).note)
        self.assertIn("Ten percent", self.activity(campaign, self.other).note)


class TestPatterns(RightsCommon):
    def new_pattern(self, **context):
        """Make a message as "Create and edit" of a step does."""
        mailings = self.env["mailing.mailing"].with_user(self.marketer)
        step = self.env.ref("repeat_sales_crm.crm_campaign_step_view_form_message")
        model_id = self.env["ir.model"]._get_id("res.partner")
        self.assertIn(f"'default_mailing_model_id': {model_id}", step.arch_db)
        return mailings.with_context(
            default_mailing_type="mail",
            default_mailing_model_id=model_id,
            default_subject="News",
            campaign_pattern=True,
            **context,
        )

    def test_it_is_a_message_to_contacts_and_has_no_send(self):
        form = Form(self.new_pattern(), "mass_mailing.view_mail_mass_mailing_form")
        self.assertTrue(form.is_campaign_pattern)
        self.assertEqual(form.mailing_model_real, "res.partner")
        self.assertEqual(form.mailing_model_name, "res.partner")
        arch = form._view["tree"]
        for name in ("action_launch", "action_schedule", "action_put_in_queue"):
            [button] = arch.xpath(f"//header/button[@name='{name}']")
            self.assertIn("is_campaign_pattern", button.get("invisible"))

    def test_it_is_never_sent_itself(self):
        self.make_campaign(self.email_step())
        pattern = self.pattern.with_user(self.marketer)
        self.assertTrue(pattern.is_campaign_pattern)
        for name in ("action_launch", "action_put_in_queue", "action_send_mail"):
            with self.subTest(name), self.assertRaisesRegex(UserError, "campaign"):
                getattr(pattern, name)()
        with self.assertRaisesRegex(UserError, "campaign"):
            pattern.write({"state": "in_queue"})
        self.assertEqual(pattern.state, "draft")
        self.assertFalse(pattern.copy().is_campaign_pattern)

    def test_a_message_to_mailing_lists_is_refused(self):
        self.pattern.mailing_model_id = self.env["ir.model"]._get_id("mailing.list")
        campaign = self.make_campaign(self.email_step())
        with self.assertRaisesRegex(UserError, "not a message to contacts"):
            campaign.action_launch()
        with self.assertRaisesRegex(UserError, "not a message to contacts"):
            campaign.step_ids.action_test()

    def test_who_works_with_mailings_alone_opens_those_of_campaigns(self):
        campaign = self.launch(self.email_step())
        mailing = self.actions(campaign).mailing_id.with_user(self.mailer)
        mailing.read()
        domain = mailing._parse_mailing_domain()
        found = self.env["res.partner"].with_user(self.mailer).search(domain)
        self.assertEqual(found, self.all_partners)
        self.assertEqual(mailing.total, 4)
        self.assertNotIn("campaign", mailing.mailing_domain)
        Form(mailing, "mass_mailing.view_mail_mass_mailing_form")
        self.assertTrue(self.pattern.with_user(self.mailer).is_campaign_pattern)

    def test_whose_action_was_taken_back_gets_no_mail(self):
        campaign = self.launch(self.email_step())
        self.actions(campaign, self.big)._finish("skipped", "cancelled")
        sent = self.send()
        self.assertEqual(len(sent), 3)
        self.assertNotIn("big@example.com", sent)


class TestOnMe(RightsCommon):
    def count_traces(self):
        self.env.flush_all()
        return {
            model: self.env[model].sudo().search_count([])
            for model in (
                "crm.phone.call",
                "link.tracker",
                "mail.activity",
                "mail.mail",
                "mail.message",
                "mailing.mailing",
                "mailing.trace",
                "rating.rating",
                "sms.sms",
            )
            if model in self.env
        }

    def test_no_trace_is_left(self):
        self.marketer.email = "marketer@example.com"
        self.pattern.body_html = (
            "<p><a href='https://shop.example.com'>Buy</a> <t t-out='object.name'/>"
            "<t t-out=\"object.message_post(body='Tried') and ''\"/></p>"
        )
        step = self.make_campaign(self.email_step()).step_ids
        before = self.count_traces()
        with self.mock_mail_gateway(mail_unlink_sent=True):
            step.action_test()
        self.assertEqual(self.count_traces(), before)
        [mail] = self._mails
        self.assertEqual(mail["email_to"], ["marketer@example.com"])
        self.assertIn("https://shop.example.com", mail["body"])
        self.assertNotIn("/unsubscribe", mail["body"])

    def test_whoever_is_shown_is_of_the_audience_and_seen_by_the_user(self):
        self.marketer.email = "marketer@example.com"
        campaign = self.make_campaign(self.email_step(), partner_ids=self.small.ids)
        with self.mock_mail_gateway():
            campaign.step_ids.action_test()
        self.assertIn("Hello Small", self._mails[0]["body"])
        hidden = self.env["res.partner"].create(
            {"name": "Hidden", "company_id": self.make_company("Other Trading").id}
        )
        self.env.execute_query(
            SQL(
                "UPDATE crm_campaign_partner_rel SET res_partner_id = %s"
                " WHERE crm_campaign_id = %s RETURNING 1",
                hidden.id,
                campaign.id,
            )
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "nobody in the audience"):
            campaign.step_ids.action_test()

    def test_a_step_without_a_message(self):
        step = self.make_campaign({"name": "Call"}).step_ids
        with self.assertRaisesRegex(UserError, "sends no message"):
            step.action_test()
        with self.assertRaises(AccessError):
            step.with_user(self.seller).action_test()


class TestAddresses(RightsCommon):
    def test_addresses_within_the_own_network_are_refused(self):
        self.env["ir.config_parameter"].set_param("repeat_sales_crm.webhook_hosts", "")
        for url in (
            "http://bot.example.com",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com/",
            "http://localhost@example.com",
            "https://user:word@bot.example.com",
            "https://localhost/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://10.1.2.3/",
            "https://192.168.1.1:8069",
            "https://169.254.169.254/latest/meta-data",
            "https://server.local",
            "https://localhost.",
            "file:///etc/passwd",
            "ftp://example.com",
            "https:///bot",
            "https://bot.example.com:port",
        ):
            with self.subTest(url), self.assertRaisesRegex(ValidationError, "https"):
                self.make_campaign(self.webhook_step("Hello", webhook_url=url))
        self.make_campaign(self.webhook_step("Hello"))

    def test_a_name_that_stands_for_one(self):
        found = [(2, 1, 6, "", ("10.0.0.7", 443))]
        with patch.object(webhook_address.socket, "getaddrinfo", return_value=found):
            self.assertTrue(webhook_address.is_inside("https://bot.example.com", set()))
            self.assertFalse(
                webhook_address.is_inside(
                    "https://bot.example.com", {"bot.example.com"}
                )
            )
            campaign = self.launch(self.webhook_step("Hello"))
        self.assertIn("own network", campaign.problem)

    def test_an_administrator_allows_a_host(self):
        with self.assertRaises(AccessError):
            self.env["ir.config_parameter"].with_user(self.marketer).set_param(
                "repeat_sales_crm.webhook_hosts", "10.1.2.3"
            )

    def test_salespersons_do_not_see_the_address(self):
        step = self.make_campaign(self.webhook_step("Hello")).step_ids
        with self.assertRaises(AccessError):
            step.with_user(self.seller).read(["webhook_url"])
        with self.assertRaises(AccessError):
            step.read(["webhook_secret"])


class TestSalespersons(RightsCommon):
    """They see own customers, whatever method they call."""

    def test_methods_tell_nothing_of_customers_of_others(self):
        campaign = self.launch({"name": "Call"})
        action = self.actions(campaign, self.other).with_user(self.seller)
        outcome = self.env["crm.campaign.outcome"].search([], limit=1)
        for call in (
            action.get_call_card,
            lambda: action.set_call_outcome(outcome.id),
            action.action_done,
            action.action_open_partner,
            lambda: action.write({"note": "Mine"}),
            lambda: action.member_id.action_open_partner(),
            campaign.with_user(self.seller).get_preview,
            campaign.with_user(self.seller).action_use_playbook,
        ):
            with self.subTest(call), self.assertRaises(AccessError):
                call()
        cards = self.env["crm.campaign.action"].with_user(self.seller).get_call_list()
        self.assertNotIn("Other", str(cards))

    def test_numbers_are_of_their_own_customers(self):
        self.make_order(self.other, 0, 700)
        campaign = self.launch({"name": "Call"})
        results = campaign.with_user(self.seller).get_results()
        self.assertTrue(results["is_own"])
        self.assertEqual(results["total"]["member_count"], 3)

    def test_lists_of_the_audience_name_own_customers_alone(self):
        campaign = self.make_campaign({"name": "Call"}).with_user(self.seller)
        for action in (
            campaign.action_open_audience(),
            campaign.action_open_planned("active"),
        ):
            listed = self.env[action["res_model"]].with_user(self.seller)
            listed = listed.search(action["domain"])
            self.assertEqual(
                listed.partner_id, self.all_partners.filtered("user_id") - self.other
            )

    def test_nobody_hands_over_what_they_do_not_see(self):
        campaign = self.launch({"name": "Call"})
        with self.assertRaises(AccessError):
            self.env["crm.campaign.handover"].with_user(self.seller).create(
                {"wave_id": campaign.sudo().wave_ids.id}
            )
        foreign = self.make_user(
            "foreign",
            "repeat_sales_crm.group_marketer",
            self.make_company("Far Trading"),
        )
        wizard = self.env["crm.campaign.handover"].with_user(foreign)
        with self.assertRaises(AccessError):
            wizard.create({"wave_id": campaign.sudo().wave_ids.id}).action_confirm()

    def test_whoever_works_with_mailings_alone_reads_no_campaign(self):
        campaign = self.launch({"name": "Call"})
        for record in (
            campaign,
            campaign.step_ids,
            self.offer,
            self.actions(campaign),
            campaign.sudo().member_ids,
            campaign.sudo().wave_ids,
        ):
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.with_user(self.mailer).sudo(False).read(["id", "display_name"])
