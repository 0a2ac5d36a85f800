//! Tills over HTTP beside pgbench's TPC-B, latency at half the rate, and what the server takes.

use crate::awards;
use crate::checkout::Checkout;
use crate::disk;
use crate::figures::Rounds;
use crate::peers::TpcbPeer;
use crate::places::{Database, Places};
use crate::report::{Report, Row, Wanted};
use crate::seed;
use crate::server::Server;
use crate::sizes::Sizes;
use anyhow::Result;
use golden_beans::clock::Clock;

/// Sales a second at which nobody waits for a core: what is left is the way of one sale.
const CALM_PER_SECOND: f64 = 300.0;

/// What the tills and their peers came to.
#[derive(Default)]
struct Measured {
    tpcb_32: Rounds,
    tpcb_8: Rounds,
    issued: Rounds,
    redeemed: Rounds,
    redeemed_p99: Rounds,
    sold: Rounds,
    sold_p99: Rounds,
    fdatasync: Rounds,
    arrived_median: Rounds,
    arrived_p99: Rounds,
    calm_median: Rounds,
    calm_p99: Rounds,
    steady_rate: Rounds,
    steady_p99: Rounds,
    tpcb_steady_p99: Rounds,
    peak_mib: Rounds,
    ready: Rounds,
}

/// Measures tills.
///
/// # Errors
/// A peer or the server failed.
pub async fn measure(sizes: &Sizes, places: &Places, report: &mut Report) -> Result<()> {
    eprintln!("checkout: preparing");
    let peer = TpcbPeer::prepare(places)?;
    let database = places.postgres("bench_checkout")?;
    plant(sizes, &database).await?;
    let mut measured = Measured::default();
    let mut server = Server::start(&sizes.program, &database, places.folder()).await?;
    eprintln!("checkout: logging in");
    let mut checkout = Checkout::log_in(server.address, sizes.residents, sizes.tills).await?;
    for round in 1..=sizes.rounds {
        eprintln!("checkout: round {round}");
        measured.tpcb_32.add(peer.run(32, sizes.time())?.per_second);
        let tpcb_8 = peer.run(8, sizes.time())?.per_second;
        measured.tpcb_8.add(tpcb_8);
        measured.steady_rate.add(tpcb_8 / 2.0);
        measured.tpcb_steady_p99.add(peer.p99_at(8, tpcb_8 / 2.0, sizes.time())?);
        places.settle()?;
        round_of(&checkout, sizes, places, &mut measured).await?;
        let (codes, _) = checkout.issue(sizes.residents as usize).await?;
        measured.steady_p99.add(checkout.arrive(codes, tpcb_8 / 2.0).await?.p99_ms);
        measured.peak_mib.add(server.peak_mib()?);
        server.stop()?;
        server = Server::start(&sizes.program, &database, places.folder()).await?;
        measured.ready.add(server.ready_after.as_secs_f64());
        // The access tokens are good for the next process, too.
        checkout.move_to(server.address);
    }
    server.stop()?;
    tell(measured, sizes, report);
    Ok(())
}

async fn plant(sizes: &Sizes, database: &Database) -> Result<()> {
    seed::plant(database, Clock::system().now(), sizes.residents, u32::try_from(sizes.tills)?).await?;
    let ledger = awards::Awards::on(database, sizes.residents)?;
    ledger.give_each_one(sizes.callers).await?;
    ledger.stop().await;
    Ok(())
}

async fn round_of(checkout: &Checkout, sizes: &Sizes, places: &Places, to: &mut Measured) -> Result<()> {
    let (codes, issued) = checkout.issue(sizes.residents as usize).await?;
    to.issued.add(issued);
    let redeemed = checkout.redeem(codes).await?;
    to.redeemed.add(redeemed.per_second);
    to.redeemed_p99.add(redeemed.p99_ms);
    let sold = checkout.sell(sizes.time()).await?;
    to.sold.add(sold.per_second);
    to.sold_p99.add(sold.p99_ms);
    let (codes, _) = checkout.issue(sizes.residents as usize).await?;
    let arrived = checkout.arrive(codes, redeemed.per_second / 2.0).await?;
    to.arrived_median.add(arrived.median_ms);
    to.arrived_p99.add(arrived.p99_ms);
    let (mut codes, _) = checkout.issue(sizes.residents as usize).await?;
    codes.truncate((CALM_PER_SECOND * sizes.time().as_secs_f64()) as usize);
    let calm = checkout.arrive(codes, CALM_PER_SECOND).await?;
    to.calm_median.add(calm.median_ms);
    to.calm_p99.add(calm.p99_ms);
    to.fdatasync.add(disk::fdatasync_ms(places.folder())?);
    Ok(())
}

fn tell(measured: Measured, sizes: &Sizes, report: &mut Report) {
    let tills = sizes.tills;
    report.note(format!(
        "redemptions by {tills} tills as fast as they get answers: 99 of 100 take {:.1} ms or less; whole sales {:.1} ms",
        measured.redeemed_p99.median(),
        measured.sold_p99.median()
    ));
    report.note(format!("pay codes made over HTTP: {:.0}/s", measured.issued.median()));
    report.note(format!(
        "checkout at half the rate, customers that come when they come: half of them take {:.2} ms or less",
        measured.arrived_median.median()
    ));
    report.note(format!(
        "at {:.0}/s, half of what pgbench's TPC-B-like reaches at its best, 99 of 100 of its transactions take {:.1} ms or \
         less, and 99 of 100 checkouts {:.1} ms",
        measured.steady_rate.median(),
        measured.tpcb_steady_p99.median(),
        measured.steady_p99.median()
    ));
    report.note(format!(
        "at {CALM_PER_SECOND:.0}/s half of the checkouts take {:.2} ms or less, 99 of 100 {:.1} ms",
        measured.calm_median.median(),
        measured.calm_p99.median()
    ));
    let redeemed = format!("redemptions over HTTP, {tills} tills, PostgreSQL");
    let rows = [
        (redeemed.clone(), measured.redeemed.clone(), "32", measured.tpcb_32.clone(), 1.0, None),
        (redeemed, measured.redeemed, "8", measured.tpcb_8.clone(), 1.0, Some(Wanted::AtLeast(1.5))),
        (
            format!("whole sales over HTTP (pay code made, then redeemed), {tills} tills"),
            measured.sold,
            "32",
            measured.tpcb_32,
            1.0,
            None,
        ),
    ];
    for (what, product, clients, peer, wanted, goal) in rows {
        let name = format!("pgbench TPC-B-like, scale 1, {clients} clients");
        let wanted = Wanted::AtLeast(wanted);
        report.add(Row { what, product, peer: Some((name, peer)), unit: "/s", wanted, goal });
    }
    report.add(Row {
        what: "checkout at half the reached rate, open-loop arrivals, p99".to_owned(),
        product: measured.arrived_p99,
        peer: Some(("one fdatasync of the same disk".to_owned(), measured.fdatasync)),
        unit: "ms",
        wanted: Wanted::AtMost(25.0),
        goal: Some(Wanted::AtMost(10.0)),
    });
    for (what, product, unit, most) in [
        ("server memory under full load, peak", measured.peak_mib, "MiB", 150.0),
        ("start to ready on an existing database", measured.ready, "s", 0.5),
    ] {
        let wanted = Wanted::AtMost(most);
        report.add(Row { what: what.to_owned(), product, peer: None, unit, wanted, goal: None });
    }
}
