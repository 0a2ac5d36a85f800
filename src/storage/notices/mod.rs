//! Notices and their outbox: causes that wait, notices that were made of them, and how far the journal was told of.

mod inbox;
mod outbox;
mod sources;

pub use inbox::{
    NoticeRow, forget_old, list, mark_all_read, mark_read, newest_seq, of_recipient_between, rows_between,
    unread,
};
pub use outbox::{
    CauseRow, DuePass, Head, NewNotice, add_cause, break_cause, insert_notices, is_waiting, lock_head,
    note_due, passing, save_head, take_causes, waiting_causes,
};
pub use sources::{
    EventSource, admins, cashiers, center_of, dispatchers, event, handlers, reachable, report_numbers,
    sharer_ids, shop_of_redemptions,
};
