//! Reports, photos, the dispatch center and units, from outside.

mod anomalies;
mod answers;
mod badges;
mod clocks;
mod duplicates;
mod identity;
mod input;
mod lists;
mod look_backs;
mod moves;
mod not_solved;
mod notes;
mod photos;
mod privacy;
mod races;
mod regrade;
mod retries;
mod states;
mod suspensions;
mod two_people;
mod way;
pub mod world;
