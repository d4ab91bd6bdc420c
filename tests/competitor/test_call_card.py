"""What the call card says of competitors, and what is entered from it."""

from datetime import timedelta

from odoo.tests import Form

from ..campaign.calls_common import CALL, CallsCommon


class TestCompetitorsOnTheCard(CallsCommon):
    def section_of(self, card):
        found = [one for one in card["sections"] if one["name"] == "competitors"]
        return found and found[0]

    def test_who_supplies_now(self):
        today = self.company._lifecycle_today()
        north = self.env["crm.competitor"].create(
            {"partner_id": self.make_partner("North").id}
        )
        supplies = self.env["crm.customer.supply"].with_user(self.seller)
        values = {
            "company_id": self.company.id,
            "partner_id": self.big.id,
            "competitor_id": north.id,
        }
        supplies.create(
            [
                {**values, "share": 40, "contract_end": today + timedelta(days=30)},
                {**values, "share": 90, "observed_date": today - timedelta(days=9)},
            ]
        )
        card = self.card(self.launch(CALL), self.big).get_call_card()
        [line] = self.section_of(card)["lines"]
        self.assertEqual(line["text"], "North")
        self.assertIn("40 %", line["detail"])
        self.assertTrue(line["is_warning"], "The contract ends soon.")

    def test_entered_while_talking(self):
        action = self.card(self.launch(CALL), self.big)
        door = self.section_of(action.get_call_card())["door"]
        dialog = getattr(action, door["method"])()
        supplies = self.env["crm.customer.supply"].with_user(self.seller)
        with Form(supplies.with_context(**dialog["context"])) as form:
            form.share = 25
        card = action.get_call_card()
        [line] = self.section_of(card)["lines"]
        self.assertEqual(line["text"], "Somebody else")
        self.assertEqual(line["detail"], "25 %")
        self.assertEqual(action.state, "running", "The card stays.")
