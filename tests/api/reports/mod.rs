//! Reports, photos, the dispatch center and units, from outside.

mod anomalies;
mod answers;
mod badges;
mod clocks;
mod crowded;
mod duplicates;
mod identity;
mod input;
mod joining;
mod lists;
mod look_backs;
mod merging;
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
mod unmerging;
mod way;
pub mod world;
