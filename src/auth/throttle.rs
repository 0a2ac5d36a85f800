//! Limits by the minute, per user and per address, in this process, in bounded memory.

use crate::error::{Code, Error, Result};
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// Above this many users or addresses the quiet ones are forgotten.
const MANY_KEYS: usize = 10_000;

/// How often their number is looked at, in calls: looking and forgetting walk through all of them.
const LOOK_EVERY: u64 = 1024;

/// Above this many busy ones all are forgotten: better a minute without the limit than memory without one.
const TOO_MANY_KEYS: usize = 100_000;

type Limiter<K> = DefaultKeyedRateLimiter<K, StateInformationMiddleware>;

/// At most so many a minute for each key; what is saved up is at most one minute's worth.
pub struct Throttle<K: Hash + Eq + Clone> {
    quota: Quota,
    limiter: RwLock<Arc<Limiter<K>>>,
    taken: AtomicU64,
}

impl<K: Hash + Eq + Clone> Throttle<K> {
    /// A throttle of `per_minute`, at least one.
    #[must_use]
    pub fn per_minute(per_minute: u32) -> Self {
        let quota = Quota::per_minute(NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN));
        Self { quota, limiter: RwLock::new(Arc::new(limiter(quota))), taken: AtomicU64::new(0) }
    }

    /// Counts one for `key`.
    ///
    /// # Errors
    /// 429 `too_many_requests` with the seconds to wait.
    pub fn take(&self, key: &K) -> Result<()> {
        self.left_after(key).map(|_| ()).map_err(wait)
    }

    /// Counts one and says how many more there are, or how long to wait.
    fn left_after(&self, key: &K) -> Result<u32, Duration> {
        let limiter = Arc::clone(&self.limiter.read().unwrap_or_else(PoisonError::into_inner));
        let outcome = limiter.check_key(key);
        if self.taken.fetch_add(1, Ordering::Relaxed).is_multiple_of(LOOK_EVERY) && limiter.len() > MANY_KEYS
        {
            self.forget_quiet(&limiter);
        }
        match outcome {
            Ok(state) => Ok(state.remaining_burst_capacity()),
            Err(not_until) => Err(not_until.wait_time_from(DefaultClock::default().now())),
        }
    }

    fn forget_quiet(&self, current: &Limiter<K>) {
        current.retain_recent();
        if current.len() > TOO_MANY_KEYS {
            *self.limiter.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(limiter(self.quota));
        }
    }
}

fn limiter<K: Hash + Eq + Clone>(quota: Quota) -> Limiter<K> {
    RateLimiter::keyed(quota).with_middleware::<StateInformationMiddleware>()
}

fn wait(time: Duration) -> Error {
    let seconds = u32::try_from(time.as_millis().div_ceil(1000)).unwrap_or(u32::MAX);
    Error::new(Code::TooManyRequests).retry_after(seconds.max(1))
}

/// At most so many failures a minute for each address. Successes are free: behind one address may be a whole
/// office, and logging in rightly harms nobody.
pub struct FailureThrottle {
    failures: Throttle<AddressKey>,
    closed_until: Mutex<HashMap<AddressKey, Instant>>,
}

/// An address, or for IPv6 its network of 64 bits: that is what one subscriber has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct AddressKey(IpAddr);

impl From<IpAddr> for AddressKey {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(v6) => {
                let network = v6.to_bits() & !u128::from(u64::MAX);
                Self(IpAddr::V6(Ipv6Addr::from_bits(network)))
            }
            v4 @ IpAddr::V4(_) => Self(v4),
        }
    }
}

impl FailureThrottle {
    /// A throttle of `per_minute` failures, at least one.
    #[must_use]
    pub fn per_minute(per_minute: u32) -> Self {
        Self { failures: Throttle::per_minute(per_minute), closed_until: Mutex::default() }
    }

    /// Refuses an attempt from an address that has no more failures left.
    ///
    /// # Errors
    /// 429 `too_many_requests` with the seconds to wait.
    pub fn attempt(&self, address: IpAddr) -> Result<()> {
        let closed = self.closed_until.lock().unwrap_or_else(PoisonError::into_inner);
        let left = closed.get(&address.into()).and_then(|until| until.checked_duration_since(Instant::now()));
        match left {
            Some(left) if !left.is_zero() => Err(wait(left)),
            _ => Ok(()),
        }
    }

    /// Counts a failure. Of attempts made at the same moment only so many as are allowed learn that they failed.
    ///
    /// # Errors
    /// 429 `too_many_requests`: the outcome of the attempt must not be told.
    pub fn failed(&self, address: IpAddr) -> Result<()> {
        let key = AddressKey::from(address);
        match self.failures.left_after(&key) {
            Ok(0) => {
                self.close(key, self.failures.quota.replenish_interval());
                Ok(())
            }
            Ok(_) => Ok(()),
            Err(time) => {
                self.close(key, time);
                Err(wait(time))
            }
        }
    }

    fn close(&self, key: AddressKey, time: Duration) {
        let now = Instant::now();
        let mut closed = self.closed_until.lock().unwrap_or_else(PoisonError::into_inner);
        if closed.len() >= MANY_KEYS {
            closed.retain(|_, until| *until > now);
        }
        if closed.len() < TOO_MANY_KEYS {
            closed.insert(key, now + time);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn each_key_has_its_own_minute() {
        let throttle = Throttle::per_minute(3);
        for _ in 0..3 {
            throttle.take(&"a").expect("within the limit");
        }
        let error = throttle.take(&"a").expect_err("above the limit");
        assert_eq!(error.code(), Code::TooManyRequests);
        assert!((1..=20).contains(&error.retry_after_s().expect("a time to wait")));
        throttle.take(&"b").expect("another key");
    }

    #[test]
    fn failures_close_an_address_and_successes_do_not() {
        let throttle = FailureThrottle::per_minute(2);
        let here = address("192.0.2.1");
        for _ in 0..100 {
            throttle.attempt(here).expect("attempts are free");
        }
        throttle.failed(here).expect("the first");
        throttle.attempt(here).expect("one is left");
        throttle.failed(here).expect("the second");
        assert_eq!(throttle.attempt(here).expect_err("closed").code(), Code::TooManyRequests);
        // An attempt that had begun before learns nothing either.
        assert_eq!(throttle.failed(here).expect_err("closed").code(), Code::TooManyRequests);
        throttle.attempt(address("192.0.2.2")).expect("another address");
    }

    #[test]
    fn a_subscriber_is_one_address() {
        let key = |text: &str| AddressKey::from(address(text));
        assert_eq!(key("2001:db8:1:2:3::4"), key("2001:db8:1:2::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
    }

    #[test]
    fn keys_without_end_are_forgotten() {
        let throttle = Throttle::per_minute(6_000_000);
        for key in 0..(TOO_MANY_KEYS as u64 + 2 * LOOK_EVERY) {
            throttle.take(&key).expect("within the limit");
        }
        assert!(throttle.limiter.read().expect("a limiter").len() < TOO_MANY_KEYS);
    }
}
