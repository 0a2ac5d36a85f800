//! stub
/// x
pub struct IdempotencyKey(String);
impl IdempotencyKey {
    /// x
    pub fn parse(t: &str) -> Result<Self, ()> {
        Ok(Self(t.to_owned()))
    }
}
