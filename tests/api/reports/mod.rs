//! Reports, photos, the dispatch center and units, from outside.

mod answers;
mod badges;
mod clocks;
mod identity;
mod input;
mod lists;
mod notes;
mod photos;
mod privacy;
mod races;
mod retries;
mod states;
mod way;
pub mod world;
