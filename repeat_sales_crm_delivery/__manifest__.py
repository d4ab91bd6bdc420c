{
    "name": "Repeat Sales CRM: Delivery",
    "summary": "How customers have their orders delivered",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "license": "LGPL-3",
    "author": "Repeat Sales CRM contributors",
    "website": "https://github.com/repeat-sales-crm/repeat-sales-crm",
    "depends": ["repeat_sales_crm", "delivery"],
    "auto_install": True,
    "data": ["views/crm_customer_views.xml"],
    "post_init_hook": "post_init_hook",
}
