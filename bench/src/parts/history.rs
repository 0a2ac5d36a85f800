//! A journal of ten million rows beside one of ten thousand.

use crate::audit;
use crate::awards::Awards;
use crate::figures::Rounds;
use crate::history::{self, Length};
use crate::places::{Database, Places};
use crate::reading::{PAGES, Readers};
use crate::report::{Report, Row, Wanted};
use crate::seed;
use crate::server::Server;
use crate::sizes::Sizes;
use anyhow::Result;
use golden_beans::clock::Clock;
use std::fs::File;
use std::io::{BufWriter, Write, sink};
use std::path::PathBuf;
use std::time::Instant;

/// Both pasts, and the bytes that the long one's chain hashes.
struct Pasts {
    short: Database,
    long: Database,
    hashed: PathBuf,
}

/// Measures what a long past costs.
///
/// # Errors
/// The databases' or the server's.
pub async fn measure(sizes: &Sizes, places: &Places, report: &mut Report) -> Result<()> {
    let pasts = prepare(sizes, places, report).await?;
    verify(sizes, places, &pasts, report)?;
    std::fs::remove_file(&pasts.hashed)?;
    read(sizes, places, &pasts, report).await?;
    award(sizes, places, &pasts, report).await
}

async fn prepare(sizes: &Sizes, places: &Places, report: &mut Report) -> Result<Pasts> {
    let (short, long) = (places.postgres("bench_short_past")?, places.postgres("bench_long_past")?);
    let hashed = places.folder().join("hashed");
    // As many entries a resident as in the long past: the same page, full in both.
    let share = u64::from(sizes.many_residents) * sizes.small_rows / sizes.journal_rows;
    let short_length = Length {
        journal_rows: sizes.small_rows,
        reports: sizes.small_rows,
        residents: u32::try_from(share)?.max(1),
    };
    let long_length =
        Length { journal_rows: sizes.journal_rows, reports: sizes.reports, residents: sizes.many_residents };
    let now = Clock::system().now();
    for (database, length, people) in
        [(&short, short_length, sizes.residents), (&long, long_length, sizes.many_residents)]
    {
        eprintln!("history: making up {} postings and {} reports", length.journal_rows, length.reports);
        let began = Instant::now();
        seed::plant(database, now, people, seed::SHOPS).await?;
        let is_long = std::ptr::eq(database, &raw const long);
        let mut bytes: Box<dyn Write> =
            if is_long { Box::new(BufWriter::new(File::create(&hashed)?)) } else { Box::new(sink()) };
        tokio::task::block_in_place(|| history::write(database, now, length, &mut *bytes))?;
        bytes.flush()?;
        if is_long {
            report.note(format!(
                "{} postings of {} residents and {} reports were made up in {:.0} s",
                length.journal_rows,
                length.residents,
                length.reports,
                began.elapsed().as_secs_f64()
            ));
        }
        places.settle()?;
    }
    Ok(Pasts { short, long, hashed })
}

fn verify(sizes: &Sizes, places: &Places, pasts: &Pasts, report: &mut Report) -> Result<()> {
    let [mut product, mut peer, mut peak, mut growth] = [(); 4].map(|()| Rounds::default());
    audit::verify(&sizes.program, &pasts.short, places.folder())?;
    for round in 1..=sizes.rounds {
        eprintln!("history: verify, round {round}");
        peer.add(audit::sha256sum(&pasts.hashed)?);
        let verified = audit::verify(&sizes.program, &pasts.long, places.folder())?;
        product.add(verified.seconds);
        peak.add(verified.peak_mib);
        growth.add(verified.late_mib - verified.early_mib);
    }
    report.note(format!(
        "verify's memory grows by {:.1} MiB between a third and the end of its time",
        growth.median()
    ));
    report.add(Row {
        what: format!("`verify` of {} journal rows, PostgreSQL", sizes.journal_rows),
        product,
        peer: Some(("`sha256sum` of the same bytes".to_owned(), peer)),
        unit: "s",
        wanted: Wanted::AtMost(5.0),
        goal: Some(Wanted::AtMost(3.0)),
    });
    report.add(Row {
        what: "`verify`'s memory, peak".to_owned(),
        product: peak,
        peer: None,
        unit: "MiB",
        wanted: Wanted::AtMost(64.0),
        goal: None,
    });
    Ok(())
}

async fn read(sizes: &Sizes, places: &Places, pasts: &Pasts, report: &mut Report) -> Result<()> {
    let short_server = Server::start(&sizes.program, &pasts.short, places.folder()).await?;
    let of_short = Readers::log_in(short_server.address, sizes.residents).await?;
    let long_server = Server::start(&sizes.program, &pasts.long, places.folder()).await?;
    let of_long = Readers::log_in(long_server.address, sizes.many_residents).await?;
    let mut times = PAGES.map(|_| (Rounds::default(), Rounds::default()));
    for round in 0..=sizes.rounds {
        eprintln!("history: pages, round {round}");
        for (page, (short, long)) in PAGES.into_iter().zip(&mut times) {
            let (of_short, of_long) = (of_short.look_at(page).await?, of_long.look_at(page).await?);
            // The first round only fills the caches.
            if round > 0 {
                short.add(of_short);
                long.add(of_long);
            }
        }
    }
    short_server.stop()?;
    long_server.stop()?;
    for (page, (short, long)) in PAGES.into_iter().zip(times) {
        report.add(Row {
            what: format!("{}, {} journal rows, {} reports", page.name, sizes.journal_rows, sizes.reports),
            product: long,
            peer: Some((format!("with {}", sizes.small_rows), short)),
            unit: "ms",
            wanted: Wanted::AtMost(1.5),
            goal: None,
        });
    }
    Ok(())
}

async fn award(sizes: &Sizes, places: &Places, pasts: &Pasts, report: &mut Report) -> Result<()> {
    // The same number of residents earns in both.
    let residents = sizes.residents.min(sizes.many_residents);
    let (of_short, of_long) = (Awards::on(&pasts.short, residents)?, Awards::on(&pasts.long, residents)?);
    let (mut short, mut long) = (Rounds::default(), Rounds::default());
    for round in 0..=sizes.rounds {
        eprintln!("history: awards, round {round}");
        for (awards, rounds) in [(&of_short, &mut short), (&of_long, &mut long)] {
            places.settle()?;
            let reached = awards.run(sizes.callers, sizes.time()).await?;
            // The first round only fills the caches.
            if round > 0 {
                rounds.add(1e6 / reached.per_second);
            }
        }
    }
    of_short.stop().await;
    of_long.stop().await;
    report.add(Row {
        what: format!("an award's cost with {} journal rows", sizes.journal_rows),
        product: long,
        peer: Some((format!("with {}", sizes.small_rows), short)),
        unit: "µs",
        wanted: Wanted::AtMost(1.2),
        goal: None,
    });
    Ok(())
}
