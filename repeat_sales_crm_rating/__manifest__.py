{
    "name": "Repeat Sales CRM: Satisfaction",
    "summary": "Who is unhappy with the product or the service, and who follows up",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "license": "LGPL-3",
    "author": "Repeat Sales CRM contributors",
    "website": "https://github.com/repeat-sales-crm/repeat-sales-crm",
    "depends": ["repeat_sales_crm", "rating"],
    "auto_install": True,
    "data": [
        "security/ir.model.access.csv",
        "data/crm_rating_subject_data.xml",
        "views/crm_customer_views.xml",
        "views/crm_rating_subject_views.xml",
        "views/rating_rating_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["repeat_sales_crm_rating/static/tests/**/*"],
    },
    "post_init_hook": "post_init_hook",
}
