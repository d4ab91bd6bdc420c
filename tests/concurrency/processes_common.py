"""What tests of campaigns with real processes share."""

from contextlib import contextmanager
from unittest import TestCase
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.modules import module
from odoo.modules.registry import Registry
from odoo.tools import config

from odoo.addons.repeat_sales_crm.models.campaign.step_webhook import HOSTS_PARAMETER

CUSTOMERS = 40


class ProcessesCommon(TestCase):
    """Everything is committed here, and taken away again at the end."""

    def setUp(self):
        # The transactions are real ones, each of the isolation that it asks for.
        self.enterContext(patch.object(module, "current_test", None))
        self.dbname = config["db_name"][0]
        self.registry = Registry(self.dbname)
        self.campaign_ids = []
        with self._env() as env:
            company = env["res.company"].search([], limit=1)
            self.company_id = company.id
            self.before = company.read(
                ["campaign_daily_calls", "campaign_call_workdays"], load=None
            )[0]
            company.write({"campaign_daily_calls": 0, "campaign_call_workdays": False})
            caps = env["crm.campaign.cap"].search([("company_id", "=", company.id)])
            self.caps = caps.copy_data()
            caps.unlink()
            self.partner_ids = (
                env["res.partner"]
                .create(
                    [
                        {
                            "name": f"Process {number}",
                            "phone": f"+1 202 556 {1000 + number}",
                        }
                        for number in range(CUSTOMERS)
                    ]
                )
                .ids
            )
        self.addCleanup(self._clean_up)

    @contextmanager
    def _env(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _launch(self, **step):
        step = {"name": "Call", "kind": "call"} | step
        with self._env() as env:
            campaign = env["crm.campaign"].create(
                {
                    "name": f"Processes {len(self.campaign_ids)}",
                    "company_id": self.company_id,
                    "partner_ids": [Command.set(self.partner_ids)],
                    "goal": "More",
                    "goal_metric": "orders",
                    "goal_value": 1,
                    "step_ids": [Command.create(step)],
                }
            )
            campaign.action_launch()
            self.campaign_ids.append(campaign.id)

    def _clean_up(self):
        with self._env() as env:
            campaigns = env["crm.campaign"].browse(self.campaign_ids)
            partners = env["res.partner"].browse(self.partner_ids)
            env["mail.activity"].search(
                [("res_model", "=", "res.partner"), ("res_id", "in", partners.ids)]
            ).unlink()
            campaigns.wave_ids.unlink()
            utm_campaigns = campaigns.utm_campaign_id
            campaigns.unlink()
            utm_campaigns.unlink()
            partners.unlink()
            company = env["res.company"].browse(self.company_id)
            del self.before["id"]
            company.write(self.before)
            env["crm.campaign.cap"].create(self.caps)

    def _prepare_messages(self, port):
        """Have mails go to a server at that port, and nothing stand in their way."""
        with self._env() as env:
            others = env["ir.mail_server"].search([])
            others.active = False
            server = env["ir.mail_server"].create(
                {
                    "name": "Catcher",
                    "smtp_host": "127.0.0.1",
                    "smtp_port": port,
                    "smtp_encryption": "none",
                }
            )
            for number, partner_id in enumerate(self.partner_ids):
                name = f"customer{number}" if number else "nobody"
                partner = env["res.partner"].browse(partner_id)
                partner.write({"email": f"{name}@example.com", "tz": "UTC"})
            company = env["res.company"].browse(self.company_id)
            quiet = company.read(["campaign_quiet_from", "campaign_quiet_to"])[0]
            company.write({"campaign_quiet_from": 0, "campaign_quiet_to": 0})
            parameters = env["ir.config_parameter"]
            hosts = parameters.get_param(HOSTS_PARAMETER)
            parameters.set_param(HOSTS_PARAMETER, "127.0.0.1")
        self.pattern_ids = []
        self.addCleanup(self._forget_messages, server.id, others.ids, quiet, hosts)

    def _make_pattern(self, kind, **texts):
        """Return the id of the pattern of a message: ``mail`` or ``sms``."""
        with self._env() as env:
            pattern = env["mailing.mailing"].create(
                {
                    "subject": f"Hello by {kind}",
                    "mailing_type": kind,
                    "email_from": "us@example.com",
                    "mailing_model_id": env["ir.model"]._get_id("res.partner"),
                    **texts,
                }
            )
        self.pattern_ids.append(pattern.id)
        return pattern.id

    def _forget_messages(self, server_id, other_ids, quiet, hosts):
        with self._env() as env:
            env["ir.config_parameter"].set_param(HOSTS_PARAMETER, hosts)
            env["ir.mail_server"].browse(other_ids).active = True
            mailings = env["mailing.mailing"].search(
                [("campaign_id.title", "=like", "Processes %")]
            )
            patterns = env["mailing.mailing"].browse(self.pattern_ids)
            campaigns = env["crm.campaign"].browse(self.campaign_ids)
            campaigns.wave_ids.unlink()
            campaigns.step_ids.unlink()
            traces = mailings.mailing_trace_ids
            env["sms.sms"].search([("mailing_id", "in", mailings.ids)]).unlink()
            env["mail.mail"].search([("mailing_id", "in", mailings.ids)]).unlink()
            traces.unlink()
            (mailings | patterns).unlink()
            env["ir.mail_server"].browse(server_id).unlink()
            quiet.pop("id")
            env["res.company"].browse(self.company_id).write(quiet)
