//! July 2024 as it was published: 4,023 reports and 7,062 beans.

use chrono::{DateTime, Utc};
use chrono_tz::Asia::Shanghai;

use super::*;
use crate::domain::campaign::fixtures::{beans, known_season};
use crate::domain::deed::{DeedKind, Grade};
use crate::domain::group::CategoryGroup;
use crate::domain::tier::Tier;

#[derive(serde::Deserialize)]
struct Line {
    resident: String,
    submitted_at: DateTime<Utc>,
    closed_at: DateTime<Utc>,
    category_group: CategoryGroup,
    tier: Tier,
}

fn july() -> Vec<Line> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/qilin-2024-07.csv");
    let mut file = csv::Reader::from_path(path).expect("the sample file");
    file.deserialize().collect::<Result<_, _>>().expect("every line is sound")
}

fn awarded(lines: &[Line]) -> Books {
    let season = [known_season()];
    let mut books = Books::with_budget(beans("50000"));
    for line in lines {
        let resident = line.resident.trim_start_matches('R').parse().expect("R and a number");
        let reckoning = reckon(&season, line.submitted_at, line.closed_at, Shanghai, false);
        let under = reckoning.under().expect("within the season");
        let tier_beans = under.tier_beans(DeedKind::Report, &Grade::from(line.tier));
        books.award(resident, under.reckoned_on, tier_beans, under.caps());
    }
    books
}

#[test]
fn july_comes_to_the_published_figures() {
    let mut lines = july();
    let of_group = |group| lines.iter().filter(|line| line.category_group == group).count();
    assert_eq!(lines.len(), 4_023);
    assert_eq!(
        CategoryGroup::ALL.iter().map(|group| of_group(*group)).collect::<Vec<_>>(),
        [2_674, 1_263, 86]
    );
    let books = awarded(&lines);
    assert_eq!(books.total_earned(), beans("7062"));
    assert_eq!(books.budget_left, beans("42938"));
    lines.sort_by_key(|line| line.closed_at);
    assert!(awarded(&lines).earned == books.earned, "the order of closing changes nobody's day");
}
