//! What may happen, and how likely it is. Numbers of codes, redemptions and earlier commands are taken modulo how
//! many there are when their turn comes, so that every part of a history makes sense when others are left out.

use proptest::collection::vec;
use proptest::prelude::*;

pub const RESIDENTS: usize = 3;
pub const SHOPS: usize = 2;
pub const CAMPAIGNS: usize = 3;
pub const DEEDS: usize = 9;
/// On the same database.
pub const PROCESSES: usize = 2;

#[derive(Debug, Clone)]
pub enum Op {
    Fund {
        campaign: usize,
        beans: i64,
    },
    /// Closes, grades anew, or takes back; `with_command`: the wish comes with the command, as an import does it.
    Grade {
        deed: usize,
        grade: Option<&'static str>,
        closed_hours_ago: i64,
        open_days: i64,
        excluded: bool,
        with_command: bool,
    },
    IssueCode {
        resident: usize,
    },
    Redeem {
        code: Option<usize>,
        shop: usize,
        beans: i64,
    },
    Refund {
        redemption: Option<usize>,
        at_home: bool,
        beans: i64,
    },
    Settle {
        shop: usize,
        beans: i64,
    },
    Expire {
        resident: usize,
        campaign: usize,
    },
    Release {
        campaign: usize,
    },
    /// An earlier command with its key again, or with its key and another amount.
    Retry {
        which: usize,
        same_body: bool,
    },
}

/// What others do between the commands.
#[derive(Debug, Clone)]
pub enum Change {
    Seconds(i64),
    /// A rule version from so many days from today.
    Rules {
        campaign: usize,
        in_days: u64,
        amounts: [i64; 3],
        daily_cap: i64,
        monthly_cap: i64,
    },
    Status {
        campaign: usize,
        status: &'static str,
    },
    Shop {
        shop: usize,
        active: bool,
    },
}

/// How a group's commands reach the writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    OneByOne,
    /// One by one, each to the next process.
    Around,
    /// All are sent before the first answer is read.
    Together,
    /// The same, while somebody else holds the head of the journal: the writer finds them all waiting.
    Held,
}

#[derive(Debug, Clone)]
pub struct Group {
    pub before: Vec<Change>,
    pub how: How,
    /// Which process is asked, or first.
    pub process: usize,
    pub ops: Vec<Op>,
}

#[derive(Debug, Clone)]
pub struct History {
    /// Whether two campaigns' beans expire on the same day.
    pub tied_expiry: bool,
    pub groups: Vec<Group>,
}

pub fn history() -> impl Strategy<Value = History> {
    (any::<bool>(), vec(group(), 1..14)).prop_map(|(tied_expiry, groups)| History { tied_expiry, groups })
}

fn group() -> impl Strategy<Value = Group> {
    let how = prop_oneof![3 => Just(How::OneByOne), 1 => Just(How::Around), 3 => Just(How::Together), 3 => Just(How::Held)];
    // Mostly the same, which then comes to rely on what it remembers.
    let process = prop_oneof![5 => Just(0), 1 => 0..PROCESSES];
    (vec(change(), 0..3), how, process, vec(op(), 1..9)).prop_map(|(before, how, process, ops)| Group {
        before,
        how,
        process,
        ops,
    })
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        3 => (0..=CAMPAIGNS, amount()).prop_map(|(campaign, beans)| Op::Fund { campaign, beans: beans * 4 }),
        9 => grade_op(),
        4 => (0..RESIDENTS).prop_map(|resident| Op::IssueCode { resident }),
        5 => (proptest::option::weighted(0.95, 0..64_usize), shop_or_nowhere(), amount())
            .prop_map(|(code, shop, beans)| Op::Redeem { code, shop, beans }),
        3 => (proptest::option::weighted(0.95, 0..64_usize), proptest::bool::weighted(0.9), amount())
            .prop_map(|(redemption, at_home, beans)| Op::Refund { redemption, at_home, beans }),
        1 => (shop_or_nowhere(), amount()).prop_map(|(shop, beans)| Op::Settle { shop, beans }),
        1 => (0..RESIDENTS, 0..CAMPAIGNS).prop_map(|(resident, campaign)| Op::Expire { resident, campaign }),
        1 => (0..CAMPAIGNS).prop_map(|campaign| Op::Release { campaign }),
        3 => (0..64_usize, proptest::bool::weighted(0.7))
            .prop_map(|(which, same_body)| Op::Retry { which, same_body }),
    ]
}

fn grade_op() -> impl Strategy<Value = Op> {
    let grade = prop_oneof![
        1 => Just(None),
        1 => Just(Some("minor")),
        3 => Just(Some("general")),
        3 => Just(Some("major")),
        1 => Just(Some("co_reporter")),
    ];
    let closed_hours_ago = prop_oneof![4 => Just(0), 1 => Just(5), 1 => Just(24), 1 => Just(24 * 20)];
    let open_days = prop_oneof![3 => Just(0), 1 => Just(3), 1 => Just(20)];
    (
        0..DEEDS,
        grade,
        closed_hours_ago,
        open_days,
        proptest::bool::weighted(0.05),
        proptest::bool::weighted(0.2),
    )
        .prop_map(|(deed, grade, closed_hours_ago, open_days, excluded, with_command)| Op::Grade {
            deed,
            grade,
            closed_hours_ago,
            open_days,
            excluded,
            with_command,
        })
}

fn change() -> impl Strategy<Value = Change> {
    let seconds = prop_oneof![
        3 => prop_oneof![Just(1), Just(59), Just(60), Just(61)],
        2 => prop_oneof![Just(5 * 3600), Just(24 * 3600), Just(9 * 24 * 3600)],
        // The clock is set back.
        1 => prop_oneof![Just(-1), Just(-3600), Just(-9 * 3600)],
    ];
    let status = prop_oneof![3 => Just("active"), 1 => Just("paused"), 1 => Just("ended")];
    prop_oneof![
        6 => seconds.prop_map(Change::Seconds),
        2 => rules(),
        1 => (0..CAMPAIGNS, status).prop_map(|(campaign, status)| Change::Status { campaign, status }),
        1 => (0..SHOPS, any::<bool>()).prop_map(|(shop, active)| Change::Shop { shop, active }),
    ]
}

fn rules() -> impl Strategy<Value = Change> {
    (0..CAMPAIGNS, prop_oneof![Just(0), Just(1), Just(6)], [amount(), amount(), amount()], amount(), amount())
        .prop_map(|(campaign, in_days, amounts, daily_cap, monthly_cap)| Change::Rules {
            campaign,
            in_days,
            amounts,
            daily_cap: daily_cap * 2,
            monthly_cap: monthly_cap * 4,
        })
}

/// Few and round, so that limits tie and sums meet.
fn amount() -> impl Strategy<Value = i64> {
    prop::sample::select(vec![1_i64, 50, 250, 300, 500, 500, 750, 1000, 2000])
}

/// One beyond the last is a shop that does not exist.
fn shop_or_nowhere() -> impl Strategy<Value = usize> {
    prop_oneof![9 => 0..SHOPS, 1 => Just(SHOPS)]
}
