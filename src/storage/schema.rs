//! The tables as diesel sees them. `tests/schema.rs` holds it against both databases.
#![allow(missing_docs, reason = "the migrations say what each table is for")]

pub mod open311;

diesel::table! {
    unit (id) {
        id -> Text,
        name -> Text,
        active -> Bool,
        created_at -> Timestamp,
    }
}

diesel::table! {
    shop (id) {
        id -> Text,
        name -> Text,
        address -> Nullable<Text>,
        lat_e7 -> Nullable<BigInt>,
        lng_e7 -> Nullable<BigInt>,
        active -> Bool,
        created_at -> Timestamp,
    }
}

diesel::table! {
    users (id) {
        id -> Text,
        role -> Text,
        username -> Nullable<Text>,
        phone -> Nullable<Text>,
        name -> Nullable<Text>,
        handle -> Nullable<Text>,
        password_hash -> Nullable<Text>,
        totp_secret -> Nullable<Text>,
        totp_pending_secret -> Nullable<Text>,
        totp_last_step -> Nullable<BigInt>,
        unit_id -> Nullable<Text>,
        shop_id -> Nullable<Text>,
        active -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    login_failure (login_key) {
        login_key -> Text,
        failures -> Integer,
        locked_until -> Nullable<Timestamp>,
        last_failed_at -> Timestamp,
    }
}

diesel::table! {
    session (id) {
        id -> Text,
        user_id -> Text,
        otp_verified -> Bool,
        created_at -> Timestamp,
        last_used_at -> Timestamp,
        expires_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
        revoked_because -> Nullable<Text>,
        proven_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    refresh_token (token_hash) {
        token_hash -> Text,
        session_id -> Text,
        created_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    category (code) {
        code -> Text,
        group_code -> Text,
        name -> Text,
        unit_id -> Nullable<Text>,
        position -> Integer,
        active -> Bool,
    }
}

diesel::table! {
    photo (id) {
        id -> Text,
        owner_id -> Text,
        width -> Integer,
        height -> Integer,
        size_bytes -> BigInt,
        sha256 -> Text,
        fingerprint -> BigInt,
        object_key -> Text,
        created_at -> Timestamp,
        compared -> Bool,
    }
}

diesel::table! {
    report (id) {
        id -> Text,
        number -> Text,
        resident_id -> Text,
        category_code -> Text,
        group_code -> Text,
        description -> Text,
        lat_e7 -> BigInt,
        lng_e7 -> BigInt,
        datum -> Text,
        address -> Nullable<Text>,
        subdistrict -> Nullable<Text>,
        status -> Text,
        unit_id -> Nullable<Text>,
        tier -> Nullable<Text>,
        merged_into -> Nullable<Text>,
        rework_count -> Integer,
        published -> Bool,
        rating_stars -> Nullable<Integer>,
        rating_comment -> Nullable<Text>,
        rated_at -> Nullable<Timestamp>,
        submitted_at -> Timestamp,
        first_closed_at -> Nullable<Timestamp>,
        closed_at -> Nullable<Timestamp>,
        updated_at -> Timestamp,
        revision -> Integer,
    }
}

diesel::table! {
    report_number (month) {
        month -> Text,
        last -> Integer,
    }
}

diesel::table! {
    report_photo (photo_id) {
        photo_id -> Text,
        report_id -> Text,
        kind -> Text,
        position -> Integer,
    }
}

diesel::table! {
    report_event (report_id, position) {
        report_id -> Text,
        position -> Integer,
        kind -> Text,
        at -> Timestamp,
        actor_id -> Nullable<Text>,
        from_status -> Nullable<Text>,
        to_status -> Text,
        detail -> Text,
    }
}

diesel::table! {
    campaign (id) {
        id -> Text,
        name -> Text,
        starts_on -> Date,
        ends_on -> Date,
        ended_on -> Nullable<Date>,
        reckon_by -> Text,
        redeem_until -> Nullable<Date>,
        status -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    rule_version (campaign_id, version) {
        campaign_id -> Text,
        version -> Integer,
        effective_from -> Date,
        daily_cap -> BigInt,
        monthly_cap -> BigInt,
        created_at -> Timestamp,
    }
}

diesel::table! {
    rule_amount (campaign_id, version, deed_kind, grade) {
        campaign_id -> Text,
        version -> Integer,
        deed_kind -> Text,
        grade -> Text,
        beans -> BigInt,
    }
}

diesel::table! {
    wrong_pay_code (id) {
        id -> Text,
        cashier_id -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    idempotency (caller_id, idempotency_key) {
        caller_id -> Text,
        idempotency_key -> Text,
        request_hash -> Text,
        answer -> Text,
        permanent -> Bool,
        created_at -> Timestamp,
    }
}

diesel::table! {
    ledger_head (id) {
        id -> Integer,
        seq -> BigInt,
        hash -> Binary,
        at_us -> BigInt,
        last_account_id -> BigInt,
        scheme_revision -> BigInt,
        hash_algorithm -> Text,
        turn -> BigInt,
    }
}

diesel::table! {
    account (id) {
        id -> BigInt,
        kind -> Text,
        owner_id -> Text,
        campaign_id -> Nullable<Text>,
        opened_seq -> BigInt,
    }
}

diesel::table! {
    account_balance (account_id) {
        account_id -> BigInt,
        beans -> BigInt,
        owed_beans -> BigInt,
        month_on -> Nullable<Date>,
        month_beans -> BigInt,
    }
}

diesel::table! {
    journal (seq) {
        seq -> BigInt,
        kind -> Text,
        at_us -> BigInt,
        subject_kind -> Text,
        subject_id -> Text,
        corrects -> Nullable<BigInt>,
        actor_id -> Nullable<Text>,
        memo -> Nullable<Text>,
        prev_hash -> Binary,
        hash -> Binary,
    }
}

diesel::table! {
    entry (seq, line) {
        seq -> BigInt,
        line -> Integer,
        account_id -> BigInt,
        beans -> BigInt,
        balance_after -> BigInt,
    }
}

diesel::table! {
    earned (earned_on, pocket_id) {
        pocket_id -> BigInt,
        earned_on -> Date,
        beans -> BigInt,
    }
}

diesel::table! {
    award (deed_kind, deed_id) {
        deed_kind -> Text,
        deed_id -> Text,
        resident_id -> Text,
        grade -> Nullable<Text>,
        submitted_at -> Timestamp,
        closed_at -> Timestamp,
        excluded -> Bool,
        actor_id -> Nullable<Text>,
        reason -> Nullable<Text>,
        state -> Text,
        campaign_id -> Nullable<Text>,
        rule_version -> Nullable<Integer>,
        reckoned_on -> Nullable<Date>,
        tier_beans -> BigInt,
        beans -> BigInt,
        limited_by -> Nullable<Text>,
        seq -> Nullable<BigInt>,
    }
}

diesel::table! {
    redemption (id) {
        id -> Text,
        seq -> BigInt,
        shop_id -> Text,
        cashier_id -> Text,
        resident_id -> Text,
        order_no -> Nullable<Text>,
        beans -> BigInt,
        refunded_beans -> BigInt,
        at -> Timestamp,
        redeemed_on -> Date,
    }
}

diesel::table! {
    refund (id) {
        id -> Text,
        seq -> BigInt,
        redemption_id -> Text,
        shop_id -> Text,
        cashier_id -> Text,
        beans -> BigInt,
        reason -> Text,
        at -> Timestamp,
        refunded_on -> Date,
    }
}

diesel::table! {
    pay_code (code_hash) {
        code_hash -> Text,
        resident_id -> Text,
        issued_at -> Timestamp,
        expires_at -> Timestamp,
        state -> Text,
        redemption_id -> Nullable<Text>,
    }
}

diesel::table! {
    identity_view (id) {
        id -> Text,
        report_id -> Text,
        resident_id -> Text,
        viewer_id -> Text,
        viewer_role -> Text,
        viewer_name -> Nullable<Text>,
        reason -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    report_join (id) {
        id -> Text,
        report_id -> Text,
        resident_id -> Text,
        joined_at -> Timestamp,
        moved_from_id -> Nullable<Text>,
    }
}

diesel::table! {
    photo_print (photo_id, part) {
        photo_id -> Text,
        part -> Integer,
        bits -> BigInt,
        band_0 -> Integer,
        band_1 -> Integer,
        band_2 -> Integer,
        band_3 -> Integer,
    }
}

diesel::table! {
    photo_match (photo_id, earlier_id) {
        photo_id -> Text,
        earlier_id -> Text,
        distance -> Integer,
    }
}

diesel::table! {
    notice_cause (id) {
        id -> Text,
        cause -> Text,
        at -> Timestamp,
        body -> Text,
        broken -> Bool,
    }
}

diesel::table! {
    notice (seq) {
        seq -> BigInt,
        recipient_id -> Text,
        cause -> Text,
        kind -> Text,
        facts -> Text,
        at -> Timestamp,
        read_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    notice_head (id) {
        id -> Integer,
        seq -> BigInt,
        journal_seq -> BigInt,
    }
}

diesel::table! {
    due_told (report_id, due_at, kind) {
        report_id -> Text,
        due_at -> Timestamp,
        kind -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    export (id) {
        id -> Text,
        user_id -> Text,
        what -> Text,
        format -> Text,
        query -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    export_end (export_id) {
        export_id -> Text,
        outcome -> Text,
        rows_written -> BigInt,
        at -> Timestamp,
    }
}

diesel::table! {
    report_note (id) {
        id -> Text,
        report_id -> Text,
        unit_id -> Nullable<Text>,
        author_id -> Text,
        text -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    answer_template (id) {
        id -> Text,
        name -> Text,
        category_code -> Nullable<Text>,
        status -> Text,
        text -> Text,
        automatic -> Bool,
        position -> Integer,
        active -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    follow_up (id) {
        id -> Text,
        report_id -> Text,
        caller_id -> Text,
        outcome -> Text,
        comment -> Nullable<Text>,
        at -> Timestamp,
    }
}

diesel::table! {
    look_back (id) {
        id -> Text,
        seed -> Text,
        share_percent -> Integer,
        closed_from -> Date,
        closed_to -> Date,
        group_code -> Nullable<Text>,
        category_code -> Nullable<Text>,
        unit_id -> Nullable<Text>,
        population -> Integer,
        cases -> Integer,
        drawn_by -> Text,
        drawn_at -> Timestamp,
    }
}

diesel::table! {
    look_back_case (look_back_id, report_id) {
        look_back_id -> Text,
        report_id -> Text,
        position -> Integer,
    }
}

diesel::table! {
    look_back_check (look_back_id, report_id) {
        look_back_id -> Text,
        report_id -> Text,
        result -> Text,
        comment -> Nullable<Text>,
        old_tier -> Nullable<Text>,
        new_tier -> Nullable<Text>,
        reopened -> Bool,
        checked_by -> Text,
        checked_at -> Timestamp,
    }
}

diesel::table! {
    earning_suspension (id) {
        id -> Text,
        resident_id -> Text,
        reason -> Text,
        from_at -> Timestamp,
        until_at -> Timestamp,
        suspended_by -> Text,
        suspended_at -> Timestamp,
        lifted_at -> Nullable<Timestamp>,
        lifted_by -> Nullable<Text>,
        lifted_reason -> Nullable<Text>,
        made_good -> Bool,
    }
}

diesel::table! {
    earning_appeal (suspension_id) {
        suspension_id -> Text,
        words -> Text,
        at -> Timestamp,
        decision -> Nullable<Text>,
        answer -> Nullable<Text>,
        answered_by -> Nullable<Text>,
        answered_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    device_mark (mark, user_id) {
        mark -> Text,
        user_id -> Text,
        first_seen_at -> Timestamp,
        last_seen_at -> Timestamp,
    }
}

diesel::table! {
    anomaly (id) {
        id -> Text,
        kind -> Text,
        subject -> Text,
        evidence -> Text,
        pieces -> Integer,
        found_at -> Timestamp,
        latest_at -> Timestamp,
        state -> Text,
        words -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    working_week (id) {
        id -> Integer,
        hours -> Text,
        weekdays -> Text,
    }
}

diesel::table! {
    special_day (on_date) {
        on_date -> Date,
        kind -> Text,
        name -> Text,
    }
}

diesel::table! {
    time_limit (category_code, stage) {
        category_code -> Text,
        stage -> Text,
        amount -> Integer,
        unit -> Text,
    }
}

diesel::table! {
    route (category_code, subdistrict) {
        category_code -> Text,
        subdistrict -> Text,
        unit_id -> Text,
    }
}

diesel::table! {
    report_clock (report_id, position) {
        report_id -> Text,
        position -> Integer,
        stage -> Text,
        unit_id -> Nullable<Text>,
        started_at -> Timestamp,
        signed_at -> Nullable<Timestamp>,
        due_at -> Nullable<Timestamp>,
        basis -> Text,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    report_pause (report_id, position) {
        report_id -> Text,
        position -> Integer,
        kind -> Text,
        words -> Text,
        started_at -> Timestamp,
        until_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        answered -> Bool,
    }
}

diesel::table! {
    report_request (id) {
        id -> Text,
        report_id -> Text,
        kind -> Text,
        state -> Text,
        unit_id -> Nullable<Text>,
        asked_by -> Text,
        asked_at -> Timestamp,
        words -> Nullable<Text>,
        until_at -> Nullable<Timestamp>,
        needs_admin -> Bool,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        decision -> Nullable<Text>,
    }
}

diesel::table! {
    supervision (report_id) {
        report_id -> Text,
        reason -> Text,
        since_at -> Timestamp,
    }
}

diesel::table! {
    rank_opt_out (resident_id) {
        resident_id -> Text,
        since -> Timestamp,
    }
}

diesel::table! {
    refund_pin (shop_id) {
        shop_id -> Text,
        pin_hash -> Text,
        set_by -> Text,
        set_at -> Timestamp,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    unit,
    shop,
    users,
    login_failure,
    session,
    refresh_token,
    category,
    photo,
    report,
    report_number,
    report_photo,
    report_event,
    campaign,
    rule_version,
    rule_amount,
    wrong_pay_code,
    idempotency,
    ledger_head,
    account,
    account_balance,
    journal,
    entry,
    earned,
    award,
    redemption,
    refund,
    pay_code,
    identity_view,
    report_join,
    photo_print,
    photo_match,
    notice_cause,
    notice,
    notice_head,
    due_told,
    export,
    export_end,
    report_note,
    answer_template,
    follow_up,
    look_back,
    look_back_case,
    look_back_check,
    earning_suspension,
    earning_appeal,
    device_mark,
    anomaly,
    working_week,
    special_day,
    time_limit,
    route,
    report_clock,
    report_pause,
    report_request,
    supervision,
    rank_opt_out,
    refund_pin,
);
