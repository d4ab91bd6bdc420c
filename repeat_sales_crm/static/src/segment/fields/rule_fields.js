/** What nobody asks for in a rule, by model: record keeping, duplicates, widgets' own. */
const HIDDEN = {
    "crm.customer": new Set([
        "active",
        "company_id",
        "currency_id",
        "day_segment_id",
        "display_name",
        "explanation",
        "facts_at",
        "id",
        "kpi_id",
        "moved_at",
        "refreshed_at",
        "segment_channel",
        "segment_goal",
        "segment_strategy",
    ]),
    "res.partner": new Set([
        "active",
        "activity_calendar_event_id",
        "barcode",
        "calendar_last_notif_ack",
        "channel_ids",
        "channel_member_ids",
        "color",
        "commercial_partner_id",
        "company_id",
        "complete_name",
        "contract_ids",
        "customer_rank",
        "display_name",
        "email_normalized",
        "employee",
        "id",
        "im_status",
        "is_in_call",
        "offline_since",
        "opportunity_count",
        "partner_share",
        "payment_token_ids",
        "phone_sanitized",
        "ref_company_ids",
        "rtc_session_ids",
        "saved_segment_ids",
        "self",
        "supplier_rank",
        "user_ids",
        "website_message_ids",
    ]),
};

/** The same for whole families of fields, whatever the model. */
const HIDDEN_NAMES =
    /^(activity_exception|available_|avatar_|autopost_|bank_|create_uid|display_|email_formatted|has_message|ignore_|image_|invoice_edi|invoice_sending|invoice_template|is_public|lifecycle_|message_|peppol_|properties_base|property_|signup_|specific_property|write_)/;
const HIDDEN_TYPES = ["binary", "html", "json", "separator"];

/**
 * @param {Object} field its definition
 * @param {string} model the model that has it
 * @returns {boolean} whether the field is offered for the rule of a segment
 */
export function isOffered(field, model) {
    return Boolean(
        field.searchable &&
        !HIDDEN_TYPES.includes(field.type) &&
        !HIDDEN_NAMES.test(field.name) &&
        !HIDDEN[model]?.has(field.name)
    );
}
