//! stub
use serde::Deserialize;
/// x
#[derive(Debug, Clone, Deserialize)]
pub struct PhotoLimits {}
/// x
#[derive(Debug, Clone, Deserialize)]
pub struct StorageSettings {}
