"""What can happen to customers and campaigns, and how likely it is.

Each takes a life (:class:`.engine_life.LifeCommon`), and does the same in Odoo and in
the model.
"""

from odoo.fields import Datetime

from .engine_invariants import COMPLAINT
from .engine_merge import merge_customers
from .engine_model import ModelStep


def _buy(life):
    customer = life.chance.choice(life.world.customers)
    if customer.active:
        life.tell(customer, "buys")
        life.buy(customer)


def _do_cards(life):
    """Let people do some of what they have, and give some up."""
    for record, end in life.list_cards():
        if life.chance.random() > 0.4:
            continue
        activity = record.activity_id.with_user(record.activity_id.user_id)
        if life.chance.random() < 0.85:
            life.tell(record.display_name, "is done")
            activity.action_feedback()
            end("done", False, Datetime.now())
        else:
            life.tell(record.display_name, "is cancelled")
            activity.unlink()
            end("skipped", "cancelled", Datetime.now())


# ----------------------------------------------------------------------
# Refusals
# ----------------------------------------------------------------------


def _opt_out(life):
    contact = life.chance.choice(life.world.contacts)
    contact.opt_out = not contact.opt_out and life.chance.random() < 0.7
    life.tell(contact, "wants no campaigns:", contact.opt_out)
    contact.record.campaign_opt_out = contact.opt_out


def _blacklist(life):
    contact = life.chance.choice(life.world.contacts)
    address = life.chance.choice((contact.email, contact.phone))
    if not address:
        return
    is_refused = address not in life.world.blacklist
    life.tell(address, "is on a blacklist:", is_refused)
    if is_refused:
        life.world.blacklist.add(address)
    else:
        life.world.blacklist.discard(address)
    model, name = "phone.blacklist", "number"
    if "@" in address:
        model, name = "mail.blacklist", "email"
    blacklist = life.env[model]
    found = blacklist.with_context(active_test=False).search([(name, "=", address)])
    (found or blacklist.create({name: address})).active = is_refused


def _complain(life):
    contact = life.chance.choice(life.world.contacts)
    if contact in life.world.complaining:
        life.tell(contact, "complains no more")
        life.world.complaining.discard(contact)
        kind = life.env.ref(COMPLAINT)
        contact.record.activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        ).unlink()
    elif contact.active:
        life.tell(contact, "complains")
        life.world.complaining.add(contact)
        contact.record.activity_schedule(COMPLAINT, user_id=life.seller.id)


# ----------------------------------------------------------------------
# Contacts
# ----------------------------------------------------------------------


def _archive(life):
    contact = life.chance.choice(life.world.contacts)
    contact.active = not contact.active
    life.tell(contact, "is active:", contact.active)
    contact.record.active = contact.active


def _move(life):
    """Have a person go to work elsewhere."""
    persons = [one for one in life.world.contacts if one.parent and one.active]
    if persons:
        person = life.chance.choice(persons)
        person.parent = life.chance.choice(life.world.customers)
        life.tell(person, "goes to", person.parent)
        person.record.parent_id = person.parent.record


def _change_address(life):
    contact, twin = life.chance.sample(life.world.contacts, 2)
    what = life.chance.choice(("email", "phone", "broken", "none"))
    if what == "email":
        contact.email = twin.email
    elif what == "phone":
        contact.phone = twin.phone
    elif what == "broken":
        contact.email = f"broken{contact.id}@example.com"
    else:
        contact.email = ""
    life.tell(contact, "is at", contact.email, contact.phone)
    contact.record.write({"email": contact.email, "phone": contact.phone})


def _merge(life):
    customers = [one for one in life.world.customers if one.active]
    if len(customers) < 6:
        return
    gone, kept = life.chance.sample(customers, 2)
    life.tell(gone, gone.id, "is merged into", kept, kept.id)
    wizard = life.env["base.partner.merge.automatic.wizard"].create({})
    life.env.flush_all()
    wizard._merge((gone.record | kept.record).ids, kept.record, extra_checks=False)
    merge_customers(life.engine, gone, kept, Datetime.now())
    life.world.merge(gone, kept)


def _leave_work(life):
    """Have a salesperson leave, or come back."""
    user = life.other_seller
    user.active = not user.active
    life.tell(user.name, "is at work:", user.active)
    if user.active:
        life.world.present_users.add(user)
    else:
        life.world.present_users.discard(user)
    life.engine.give_cards()


# ----------------------------------------------------------------------
# Campaigns
# ----------------------------------------------------------------------


def _hold(life):
    """Pause, resume, archive, unarchive or, now and then, stop a campaign."""
    campaign = life.chance.choice(life.engine.campaigns)
    record, now = campaign.record, Datetime.now()
    what = life.chance.choice(("pause", "pause", "archive", "stop"))
    if not campaign.active:
        record.action_unarchive()
        campaign.active = True
        if campaign.state == "paused":
            record.action_resume()
            campaign.resume(now)
    elif campaign.state == "paused":
        record.action_resume()
        campaign.resume(now)
    elif campaign.state != "running":
        return
    elif what == "stop" and life.chance.random() < 0.3:
        record.action_stop()
        campaign.stop(now)
    elif what == "archive":
        record.action_archive()
        campaign.active = False
        campaign.pause()
    else:
        record.action_pause()
        campaign.pause()
    life.tell(record.name, "is", campaign.state, "active:", campaign.active)


def _edit_plan(life):
    """Archive, add, reorder or delay a step of a campaign that may be running."""
    campaign = life.chance.choice(life.engine.campaigns)
    step = life.chance.choice(campaign.steps)
    what = life.chance.choice(("archive", "add", "reorder", "delay"))
    life.tell(campaign.record.name, step.record.name, what)
    if what == "archive" and (not step.active or len(campaign.plan) > 1):
        step.active = not step.active
        step.record.active = step.active
    elif what == "reorder":
        step.sequence = life.chance.randrange(1, 60)
        step.record.sequence = step.sequence
    elif what == "delay":
        step.delay_days = life.chance.choice((0, 1, 3))
        step.record.delay_days = step.delay_days
    elif what == "add" and len(campaign.steps) < 6:
        plan = life.draw_step(life.chance.randrange(6))
        values = {"campaign_id": campaign.record.id, **life.prepare_step(plan)}
        record = step.record.create(values)
        campaign.steps.append(ModelStep(record, **plan))


#: How likely each thing is.
EVENTS = {
    _buy: 8,
    _do_cards: 12,
    _opt_out: 4,
    _blacklist: 4,
    _complain: 4,
    _archive: 4,
    _move: 2,
    _change_address: 5,
    _merge: 2,
    _leave_work: 2,
    _hold: 5,
    _edit_plan: 4,
}
