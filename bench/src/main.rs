//! `make bench`: measures the program beside its peers, in turns, on one machine, and writes the table.

mod audit;
mod awards;
mod checkout;
mod disk;
mod figures;
mod history;
mod line;
mod machine;
mod parts;
mod peers;
mod places;
mod reading;
mod report;
mod seed;
mod server;
mod sizes;
mod sqlite_peer;

use anyhow::Result;
use places::Places;
use report::Report;
use sizes::Sizes;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> Result<()> {
    let sizes = Sizes::from_arguments();
    let places = Places::open()?;
    let machine = machine::describe(&places, disk::fdatasync_ms(places.folder())?);
    let mut report = Report::default();
    if sizes.wants("awards") {
        parts::awards::measure(&sizes, &places, &mut report).await?;
    }
    if sizes.wants("checkout") {
        parts::checkout::measure(&sizes, &places, &mut report).await?;
    }
    if sizes.wants("history") {
        parts::history::measure(&sizes, &places, &mut report).await?;
    }
    report.publish(&machine, sizes.write.as_deref())
}
