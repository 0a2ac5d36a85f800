//! The tables of Open311, as diesel sees them. A test compares this file with the databases.

use super::category;

diesel::table! {
    api_key (id) {
        id -> Text,
        name -> Text,
        key_hash -> Text,
        hint -> Text,
        permissions -> Text,
        created_at -> Timestamp,
        created_by -> Text,
        last_used_at -> Nullable<Timestamp>,
        revoked_at -> Nullable<Timestamp>,
        revoked_by -> Nullable<Text>,
    }
}

diesel::table! {
    account_code (id) {
        id -> Text,
        resident_id -> Text,
        code_hash -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        api_key_id -> Nullable<Text>,
        bound_at -> Nullable<Timestamp>,
        last_used_at -> Nullable<Timestamp>,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    service_setting (category_code) {
        category_code -> Text,
        offered -> Bool,
        description -> Nullable<Text>,
        keywords -> Text,
    }
}

diesel::table! {
    service_attribute (category_code, code) {
        category_code -> Text,
        code -> Text,
        position -> Integer,
        asked -> Bool,
        datatype -> Text,
        required -> Bool,
        datatype_description -> Nullable<Text>,
        description -> Text,
        choices -> Text,
    }
}

diesel::table! {
    report_origin (report_id) {
        report_id -> Text,
        api_key_id -> Text,
        media_url -> Nullable<Text>,
        answers -> Text,
    }
}

diesel::table! {
    unplaced_request (id) {
        id -> Text,
        api_key_id -> Text,
        resident_id -> Text,
        category_code -> Text,
        description -> Text,
        address -> Text,
        media_url -> Nullable<Text>,
        answers -> Text,
        received_at -> Timestamp,
        report_id -> Nullable<Text>,
        refused_at -> Nullable<Timestamp>,
        refused_by -> Nullable<Text>,
        reason -> Nullable<Text>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(api_key, account_code);
diesel::allow_tables_to_appear_in_same_query!(api_key, report_origin);
diesel::allow_tables_to_appear_in_same_query!(api_key, category, unplaced_request);
