"""People who change job, and those who sell to them."""

from odoo.addons.mail.tests.common import MailCase

from ..common import LifecycleCommon


class PeopleCommon(LifecycleCommon):
    """Ann works at the old company of ``seller``; ``other_seller`` has the new one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls.make_partner("Old Mill", cls.seller, city="Oldtown")
        cls.new = cls.make_partner("New Mill", cls.other_seller, city="Newtown")
        cls.ann = cls.make_person("Ann Mover", cls.old, function="Buyer")
        cls.env.flush_all()

    @classmethod
    def make_person(cls, name, organisation=None, **values):
        login = name.split()[0].lower()
        values.setdefault("email", f"{login}@old.example.com")
        return cls.env["res.partner"].create(
            {"name": name, "parent_id": organisation and organisation.id, **values}
        )

    @classmethod
    def career(cls, person):
        """Return (organisation, job, from, to, status) of each job, the first first."""
        person.invalidate_recordset(["position_ids"])
        return [
            (
                position.organisation_name,
                position.job,
                position.date_from,
                position.date_to,
                position.status,
            )
            for position in person.position_ids.sorted("id")
        ]

    @classmethod
    def places(cls, person):
        """Return (organisation, whether it is present) of each job."""
        return [
            (name, status != "former")
            for name, _job, _begin, _end, status in cls.career(person)
        ]

    @classmethod
    def main_of(cls, person):
        positions = cls.env["crm.contact.position"]
        return positions._get_mains([person]).get(person, positions)


class PeopleMailCommon(PeopleCommon, MailCase):
    """The same with a mail gateway."""
