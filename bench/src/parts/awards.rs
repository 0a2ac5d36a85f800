//! Awards: many at once and one alone, beside one transaction each.

use crate::awards::Awards;
use crate::figures::Rounds;
use crate::peers::{AwardPeer, Reached};
use crate::places::Places;
use crate::report::{Report, Row, Wanted};
use crate::sizes::Sizes;
use crate::sqlite_peer;
use anyhow::Result;

/// The peer's clients; its best counts.
const CLIENTS: [u32; 3] = [1, 8, 32];

/// Measures awards.
///
/// # Errors
/// A peer or the ledger failed.
pub async fn measure(sizes: &Sizes, places: &Places, report: &mut Report) -> Result<()> {
    eprintln!("awards: preparing");
    let peer = AwardPeer::prepare(places, sizes.residents)?;
    let mut sqlite_peer = sqlite_peer::Peer::prepare(places, sizes.residents)?;
    let postgres = Awards::prepare(&places.postgres("bench_awards")?, sizes.residents).await?;
    let sqlite = Awards::prepare(&places.sqlite("awards")?, sizes.residents).await?;
    let (mut by_peer, mut alone_by_peer) = (CLIENTS.map(|_| Rounds::default()), Rounds::default());
    let (mut by_postgres, mut alone, mut p99) = (Rounds::default(), Rounds::default(), Rounds::default());
    let (mut by_sqlite_peer, mut by_sqlite) = (Rounds::default(), Rounds::default());
    for round in 1..=sizes.rounds {
        eprintln!("awards: round {round}");
        places.settle()?;
        for (rounds, clients) in by_peer.iter_mut().zip(CLIENTS) {
            let Reached { per_second, latency_ms } = peer.run(clients, sizes.time())?;
            rounds.add(per_second);
            if clients == 1 {
                alone_by_peer.add(latency_ms);
            }
        }
        places.settle()?;
        let reached = postgres.run(sizes.callers, sizes.time()).await?;
        by_postgres.add(reached.per_second);
        p99.add(reached.p99_ms);
        alone.add(postgres.run(1, sizes.time()).await?.mean_ms);
        by_sqlite_peer.add(tokio::task::block_in_place(|| sqlite_peer.run(sizes.time()))?);
        by_sqlite.add(sqlite.run(sizes.callers, sizes.time()).await?.per_second);
    }
    postgres.stop().await;
    sqlite.stop().await;
    let each: Vec<String> =
        by_peer.iter().zip(CLIENTS).map(|(r, c)| format!("{c}: {:.0}/s", r.median())).collect();
    report.note(format!("the award peer by clients: {}", each.join(", ")));
    report.note(format!(
        "awards on PostgreSQL with {} callers that wait for their answers: 99 of 100 take {:.1} ms or less",
        sizes.callers,
        p99.median()
    ));
    let best = by_peer.into_iter().max_by(|a, b| a.median().total_cmp(&b.median())).unwrap_or_default();
    report.add(Row {
        what: "awards through the ledger, PostgreSQL".to_owned(),
        product: by_postgres,
        peer: Some(("one SQL transaction each, pgbench, best of 1, 8, 32 clients".to_owned(), best)),
        unit: "/s",
        wanted: Wanted::AtLeast(6.0),
        goal: Some(Wanted::AtLeast(10.0)),
    });
    report.add(Row {
        what: "awards through the ledger, SQLite".to_owned(),
        product: by_sqlite,
        peer: Some(("one SQL transaction each, one thread".to_owned(), by_sqlite_peer)),
        unit: "/s",
        wanted: Wanted::AtLeast(3.0),
        goal: Some(Wanted::AtLeast(4.5)),
    });
    report.add(Row {
        what: "one award alone, PostgreSQL".to_owned(),
        product: alone,
        peer: Some(("the pgbench award at 1 client".to_owned(), alone_by_peer)),
        unit: "ms",
        wanted: Wanted::AtMost(1.5),
        goal: None,
    });
    Ok(())
}
