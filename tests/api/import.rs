//! July's file: the newspaper's figures come out, a second run does nothing, a bad line stops nothing.

use crate::both_databases;
use crate::support::TestApp;
use chrono::{TimeZone, Utc};
use golden_beans::domain::campaign::CampaignStatus;
use golden_beans::domain::role::Role;
use golden_beans::service::import::{ImportNews, ImportSummary};
use golden_beans::storage::campaigns;
use serde_json::json;

const JULY: &str = include_str!("../../samples/qilin-2024-07.csv");

/// Turns the clock to the first of August and fills the demo with some of July's lines.
async fn demo(app: &TestApp, reports: usize) -> ImportSummary {
    app.clock.set(Utc.with_ymd_and_hms(2024, 8, 1, 4, 0, 0).unwrap());
    let text: String = JULY.split_inclusive('\n').take(reports + 1).collect();
    app.app.fill_demo(text.as_bytes(), |_| ()).await.unwrap()
}

async fn campaign_id(app: &TestApp) -> String {
    let all = app.app.storage.read(campaigns::all).await.unwrap();
    let campaign = &all[0].campaign;
    assert_eq!((all.len(), campaign.status), (1, CampaignStatus::Active));
    campaign.id.clone()
}

/// Imports a text; answers the summary and the bad lines.
async fn import(app: &TestApp, text: &str) -> (ImportSummary, Vec<(u64, String)>) {
    let mut bad_lines = Vec::new();
    let tell = |news: ImportNews<'_>| {
        if let ImportNews::Bad(bad) = news {
            bad_lines.push((bad.line, bad.reason.clone()));
        }
    };
    let campaign_id = campaign_id(app).await;
    let summary = app.app.import_reports(text.as_bytes(), &campaign_id, tell).await.unwrap();
    (summary, bad_lines)
}

/// A line of July's file with some columns replaced.
fn line(number: &str, changes: &[(&str, &str)]) -> String {
    let header: Vec<&str> = JULY.lines().next().unwrap().split(',').collect();
    let sample = "QL202407-000002,R9001,2024-07-02T09:00:00+08:00,street_order,店外经营,门口摆满货物,南宁街道,\
                  25.5,103.8,2024-07-02T11:00:00+08:00,general";
    let mut values: Vec<String> = sample.split(',').map(ToOwned::to_owned).collect();
    values[0] = number.to_owned();
    for (column, value) in changes {
        let place = header.iter().position(|name| name == column).unwrap();
        values[place] = (*value).to_owned();
    }
    values.join(",")
}

both_databases! {
    async fn july_gives_the_known_figures_and_a_second_run_nothing(app: TestApp) {
        let summary = demo(&app, usize::MAX - 1).await;
        assert_eq!((summary.added, summary.already_there, summary.bad), (4023, 0, 0));
        assert_eq!(summary.beans.to_string(), "7062.00");
        let stats = app.anonymous().get("/public/stats").await.expect(200);
        let count = |group: &str| {
            let groups = stats["groups"].as_array().unwrap();
            groups.iter().find(|counted| counted["group"] == group).unwrap()["reports"].as_u64().unwrap()
        };
        assert_eq!((count("street_order"), count("municipal"), count("safety")), (2674, 1263, 86), "{stats}");
        let auditor = app.staff(Role::Auditor).await;
        let verified = auditor.post("/ledger/verify", &json!({})).await.expect(200);
        assert_eq!((&verified["ok"], &verified["first_bad"]), (&json!(true), &json!(null)), "{verified}");

        let results = app.anonymous().get("/public/reports?limit=200").await.expect(200);
        let public = results["items"].as_array().unwrap();
        let of = |group: &str| public.iter().filter(|report| report["group"] == group).count();
        assert_eq!((of("street_order"), of("municipal"), of("safety")), (6, 6, 6), "{results}");
        assert!(public.iter().all(|report| report["status"] == "closed"));

        let (again, bad) = import(&app, JULY).await;
        assert_eq!((again.added, again.already_there, bad), (0, 4023, Vec::new()));
        assert!(again.beans.is_zero());
        let after = auditor.post("/ledger/verify", &json!({})).await.expect(200);
        assert_eq!(verified["transactions"], after["transactions"]);
    }

    async fn a_bad_line_stops_nothing_and_says_why(app: TestApp) {
        demo(&app, 1).await;
        let header = JULY.lines().next().unwrap();
        let wrong = [
            (line("QL2024-1", &[]), "number: "),
            (line("QL202408-000001", &[]), "number: the report was submitted in 202407"),
            (line("QL202407-000001", &[]), "number: QL202407-000001 is another report's"),
            (line("QL202407-009001", &[("resident", "")]), "resident: "),
            (line("QL202407-009001", &[("submitted_at", "yesterday")]), "submitted_at: "),
            (line("QL202407-009001", &[("closed_at", "2024-07-01T00:00:00Z")]), "closed_at: lies before"),
            (line("QL202407-009001", &[("closed_at", "2024-10-01T00:00:00+08:00")]), "closed_at: lies in the future"),
            (line("QL202407-009001", &[("category", "水怪")]), "category: there is no category"),
            (line("QL202407-009001", &[("category_group", "safety")]), "category: 店外经营 is of the group street_order"),
            (line("QL202407-009001", &[("category_group", "sea")]), "category_group: "),
            (line("QL202407-009001", &[("description", " ")]), "description: "),
            (line("QL202407-009001", &[("description", "a\0b")]), "description: "),
            (line("QL202407-009001", &[("lat", "north")]), "lat: "),
            (line("QL202407-009001", &[("lat", "91")]), "lat, lng: "),
            (line("QL202407-009001", &[("lat", "0"), ("lng", "0")]), "lat, lng: "),
            (line("QL202407-009001", &[("lat", "NaN")]), "lat, lng: "),
            (line("QL202407-009001", &[("tier", "huge")]), "tier: "),
            ("QL202407-009001,too,short".to_owned(), "has 3 values where the header has 11"),
        ];
        let good = [line("QL202407-009001", &[]), line("QL202407-009002", &[("category", "shop_spillover")])];
        let mut text = format!("{header}\n{}\n", good[0]);
        for (line, _) in &wrong {
            text.push_str(line);
            text.push('\n');
        }
        text.push_str(&good[1]);
        let (summary, mut bad) = import(&app, &text).await;
        bad.sort();
        assert_eq!((summary.added, summary.bad), (2, wrong.len() as u64), "{bad:#?}");
        assert_eq!(summary.beans.to_string(), "6.00");
        for (index, (line, reason)) in wrong.iter().enumerate() {
            let (number, said) = &bad[index];
            assert_eq!(*number, index as u64 + 3, "{line}");
            assert!(said.starts_with(reason), "{line} was told {said:?}, not {reason:?}");
        }
    }

    async fn a_line_that_is_not_utf8_is_one_bad_line(app: TestApp) {
        demo(&app, 1).await;
        let mut bytes = format!("\u{feff}{}\n", JULY.lines().next().unwrap()).into_bytes();
        bytes.extend(line("QL202407-009001", &[]).replace("门口", "\u{1}").into_bytes().iter().map(|byte| if *byte == 1 { 0xff } else { *byte }));
        bytes.push(b'\n');
        bytes.extend(line("QL202407-009002", &[]).into_bytes());
        let mut bad = Vec::new();
        let campaign_id = campaign_id(&app).await;
        let tell = |news: ImportNews<'_>| {
            if let ImportNews::Bad(line) = news {
                bad.push((line.line, line.reason.clone()));
            }
        };
        let summary = app.app.import_reports(bytes.as_slice(), &campaign_id, tell).await.unwrap();
        assert_eq!((summary.added, summary.bad, bad), (1, 1, vec![(2, "is not UTF-8".to_owned())]));
    }

    async fn a_file_without_its_columns_or_a_campaign_that_is_not_active_is_refused(app: TestApp) {
        demo(&app, 1).await;
        let id = campaign_id(&app).await;
        let file = "number,resident\nQL202407-000001,R1\n";
        let error = app.app.import_reports(file.as_bytes(), &id, |_| ()).await.unwrap_err();
        assert_eq!(error.fields()[0].field, "submitted_at");
        let error = app.app.import_reports(JULY.as_bytes(), "nothing", |_| ()).await.unwrap_err();
        assert_eq!(error.code().as_str(), "not_found");
        let admin = app.admin().await;
        admin.post(&format!("/campaigns/{id}/pause"), &json!({})).await.expect(200);
        let error = app.app.import_reports(JULY.as_bytes(), &id, |_| ()).await.unwrap_err();
        assert_eq!(error.code().as_str(), "campaign_state");
    }
}
