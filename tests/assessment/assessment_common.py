"""People and organisations that are assessed."""

from datetime import date, datetime, timedelta

from ..common import LifecycleCommon

TODAY = date(2026, 6, 15)


class AssessmentCommon(LifecycleCommon):
    """``seller`` has the clinic with its doctor, ``other_seller`` the hospital."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clinic = cls.make_partner("Clinic", cls.seller)
        cls.hospital = cls.make_partner("Hospital", cls.other_seller)
        cls.doctor = cls.env["res.partner"].create(
            {"name": "Dora Doctor", "parent_id": cls.clinic.id}
        )
        cls.assessments = cls.env["crm.customer.assessment"].with_company(cls.company)

    @classmethod
    def level(cls, axis, value):
        return cls.env.ref(f"repeat_sales_crm.assessment_level_{axis}_{value}")

    @classmethod
    def assess(cls, partner, days_ago=0, potential=None, loyalty=None, **values):
        """Assess somebody as it was ``days_ago``, with levels from 1 to 5."""
        return cls.assessments.create(
            {
                "partner_id": partner.id,
                "date": TODAY - timedelta(days=days_ago),
                "potential_id": potential and cls.level("potential", potential).id,
                "loyalty_id": loyalty and cls.level("loyalty", loyalty).id,
                **values,
            }
        )

    @classmethod
    def meet(cls, partner, days_ago, user=None):
        """Hold a meeting at noon, ``days_ago``."""
        noon = datetime(2026, 6, 15, 12) - timedelta(days=days_ago)
        return cls.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": noon,
                "stop": noon + timedelta(hours=1),
                "user_id": (user or cls.seller).id,
                "partner_ids": [partner.id],
            }
        )

    @classmethod
    def call(cls, partner, days_ago, xmlid="mail.mail_activity_data_call"):
        """Do an activity, ``days_ago``."""
        activity = partner.activity_schedule(xmlid, user_id=cls.seller.id)
        activity.action_done()
        activity.date_done = TODAY - timedelta(days=days_ago)
        return activity
