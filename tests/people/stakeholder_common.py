"""A deal of the old company, and people there who report to each other."""

from odoo.fields import Command, Datetime

from .people_common import PeopleCommon


class StakeholderCommon(PeopleCommon):
    """Dora decides at Old Mill; Ann, who buys, reports to her. Zed is at New Mill."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dora = cls.make_person("Dora Decider", cls.old)
        cls.zed = cls.make_person("Zed Elsewhere", cls.new)
        cls.decider = cls.env.ref("repeat_sales_crm.contact_role_decision_maker")
        cls.user_role = cls.env.ref("repeat_sales_crm.contact_role_user")
        cls.ann_job = cls.main_of(cls.ann)
        cls.dora_job = cls.main_of(cls.dora)
        cls.dora_job.write(
            {"role_id": cls.decider.id, "influence": "5", "attitude": "neutral"}
        )
        cls.ann_job.write({"attitude": "champion", "manager_id": cls.dora_job.id})
        cls.lead = cls.make_lead("New ovens")
        cls.env.flush_all()

    @classmethod
    def make_lead(cls, name, partner=None, **values):
        return cls.env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "partner_id": (partner or cls.old).id,
                "user_id": cls.seller.id,
                "team_id": False,
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def join(cls, person, lead=None, **values):
        return cls.env["crm.lead.stakeholder"].create(
            {"lead_id": (lead or cls.lead).id, "person_id": person.id, **values}
        )

    @classmethod
    def meet(cls, person, day):
        return cls.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": f"{day} 09:00:00",
                "stop": f"{day} 10:00:00",
                "partner_ids": [Command.set(person.ids)],
            }
        )

    @classmethod
    def gaps(cls, lead=None):
        lead = (lead or cls.lead).with_company(cls.company)
        cls.env.invalidate_all()
        text = lead.stakeholder_gaps or ""
        return [line.split("</li>")[0] for line in str(text).split("<li>")[1:]]

    @classmethod
    def map_of(cls, user=None, organisation=None, **values):
        """Return the map of an organisation, and its people by name."""
        positions = cls.env["crm.contact.position"].with_user(user or cls.seller)
        data = positions.with_company(cls.company).get_influence_map(
            (organisation or cls.old).id, **values
        )
        return data, {person["name"]: person for person in data["people"]}

    @classmethod
    def receive(cls, person, moment):
        return cls.env["mail.message"].create(
            {
                "model": "res.partner",
                "res_id": person.id,
                "author_id": person.id,
                "message_type": "email",
                "body": "Yes",
                "date": Datetime.to_datetime(moment),
            }
        )
