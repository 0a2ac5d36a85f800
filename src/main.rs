//! Golden Beans.
fn main() {}
