"""The engine of campaigns against a model that knows nothing of SQL, in random lives.

Each seed is a life of some weeks. ``ENGINE_LIVES=40`` in the environment lives 40 more,
and ``ENGINE_SEED=17`` just that one.
"""

from datetime import timedelta

from freezegun import freeze_time

from .campaign_common import START
from .engine_invariants import Invariants
from .engine_life import LifeCommon, get_seeds

SEEDS = [1, 2, 3, 4, 5, 6]
DAYS = 12


class TestEngineRandom(Invariants, LifeCommon):
    def live_through(self, seed):
        with freeze_time(START):
            self.begin(seed)
        for number in range(1, DAYS + 1):
            for hour, minutes in ((-1, 5), (5, 10)):
                moment = START + timedelta(days=number, hours=hour)
                with freeze_time(moment):
                    self.live(self.chance.randrange(5))
                self.run_both(moment + timedelta(hours=1, minutes=minutes))

    def run_both(self, now):
        with freeze_time(now), self.receiving():
            self.run_engine(seconds=(now - START).total_seconds())
            self.engine.run(now)
            self.tell("the engine runs")
            campaigns = self.env["crm.campaign"].browse(
                [campaign.record.id for campaign in self.engine.campaigns]
            )
            try:
                self.check_invariants(campaigns, now)
                self.compare(campaigns)
            except AssertionError as error:
                self.fail("\n".join([*self.diary[-60:], str(error)]))

    def compare(self, campaigns):
        found, expected = self.read(campaigns), self.imagine()
        wrong = [
            f"{key}: {found.get(key)} instead of {expected.get(key)}"
            for key in sorted({*found, *expected}, key=str)
            if found.get(key) != expected.get(key)
        ]
        self.assertFalse(wrong, "\n".join(wrong))

    def read(self, campaigns):
        """Return {key of a record: what it says}."""
        told = {campaign.name: campaign.state for campaign in campaigns}
        for member in campaigns.sudo().member_ids:
            key = member.campaign_id.name, member.wave_id.scheduled_at
            key = *key, member.partner_id.id
            told[key] = member.state, member.reason
            for action in member.action_ids:
                step = f"{action.step_id.id} {action.step_id.name}"
                told[*key, step] = (
                    action.state,
                    action.reason or action.postponed_reason,
                    action.due_at if action.state == "waiting" else "",
                    action.state in ("running", "done")
                    and (action.contact_id.id, action.user_id.id, action.address or ""),
                )
        return told

    def imagine(self):
        """Return the same from the model."""
        told = {}
        for campaign in self.engine.campaigns:
            told[campaign.record.name] = campaign.state
            for member in campaign.members:
                key = campaign.record.name, member.wave, member.customer.id
                told[key] = member.state, member.reason
                for action in member.actions:
                    step = f"{action.step.record.id} {action.step.record.name}"
                    told[*key, step] = (
                        action.state,
                        action.reason or action.wait,
                        action.due if action.state == "waiting" else "",
                        action.state in ("running", "done")
                        and (action.contact.id, action.user.id, action.address),
                    )
        return told


def _add_life(seed):
    def test_life(self):
        self.live_through(seed)

    setattr(TestEngineRandom, f"test_life_{seed}", test_life)


for _seed in get_seeds(SEEDS):
    _add_life(_seed)
