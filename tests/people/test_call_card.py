"""What the call card says of people."""

from ..campaign.calls_common import CALL, CallsCommon


class TestPeopleOnTheCard(CallsCommon):
    def test_who_decides_comes_first(self):
        clerk = self.make_partner("Clerk", parent_id=self.big.id, is_company=False)
        boss = self.make_partner(
            "Boss", parent_id=self.big.id, is_company=False, function="Director"
        )
        boss.position_ids.write({"influence": "5", "attitude": "opponent"})
        card = self.card(self.launch(CALL), self.big).get_call_card()
        [people] = [one for one in card["sections"] if one["name"] == "people"]
        self.assertEqual(
            [(line["res_id"], line["is_warning"]) for line in people["lines"]],
            [(boss.id, True), (clerk.id, False)],
        )
        self.assertEqual(people["lines"][0]["text"], "Boss, Director")
        self.assertIn("Opponent", people["lines"][0]["detail"])

    def test_the_key_person_has_left(self):
        boss = self.make_partner("Boss", parent_id=self.big.id, is_company=False)
        action = self.card(self.launch(CALL), self.big)
        self.customer_of(self.big).write(
            {"key_person_id": boss.id, "key_person_risk": "left"}
        )
        card = action.get_call_card()
        self.assertIn("Boss, through whom most was bought, has left.", card["warnings"])
