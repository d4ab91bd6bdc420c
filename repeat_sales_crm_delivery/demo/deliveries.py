"""How the trading company delivers."""

#: Ways of delivery, and how many customers in ten have most orders come that way.
_CARRIERS = (("Parcel service", 5), ("Our van", 3), ("Collected by the customer", 2))

#: Every how many-th order comes another way than usual.
_UNUSUAL = 5


def load(env, company):
    """Say of each order how it was delivered."""
    service = env["product.product"].create(
        {"name": "Delivery", "type": "service", "sale_ok": False, "list_price": 0}
    )
    carriers = env["delivery.carrier"].create(
        [{"name": name, "product_id": service.id} for name, _weight in _CARRIERS]
    )
    usual = [
        carrier
        for carrier, (_name, weight) in zip(carriers, _CARRIERS, strict=True)
        for _customer in range(weight)
    ]
    orders = env["sale.order"].search(
        [("company_id", "=", company.id), ("state", "=", "sale")]
    )
    chosen = dict.fromkeys(carriers, env["sale.order"])
    for number, order in enumerate(orders):
        shift = 1 if number % _UNUSUAL == 0 else 0
        place = (order.buyer_id.id + 5 * shift) % len(usual)
        chosen[usual[place]] |= order
    for carrier, delivered in chosen.items():
        delivered.carrier_id = carrier
