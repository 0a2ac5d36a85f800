//! Figures of several rounds: the middle one is told, the others say how far it can be trusted.

/// The same thing measured in each round.
#[derive(Debug, Clone, Default)]
pub struct Rounds(Vec<f64>);

impl Rounds {
    /// Adds a round's figure.
    pub fn add(&mut self, figure: f64) {
        self.0.push(figure);
    }

    /// The middle one; the mean of the two middle ones where their number is even. Not a number without any.
    #[must_use]
    pub fn median(&self) -> f64 {
        let sorted = self.sorted();
        let upper = sorted.len() / 2;
        match (sorted.get(upper), sorted.len() % 2) {
            (None, _) => f64::NAN,
            (Some(middle), 1) => *middle,
            (Some(middle), _) => (middle + sorted[upper - 1]) / 2.0,
        }
    }

    /// The smallest and the largest.
    #[must_use]
    pub fn spread(&self) -> (f64, f64) {
        let sorted = self.sorted();
        (*sorted.first().unwrap_or(&f64::NAN), *sorted.last().unwrap_or(&f64::NAN))
    }

    fn sorted(&self) -> Vec<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted
    }
}

/// The value that a share (0 to 1) of the samples does not exceed. Sorts them; zero without any.
pub fn quantile(samples: &mut [u64], share: f64) -> u64 {
    samples.sort_unstable();
    let rank = (samples.len() as f64 * share).ceil() as usize;
    samples.get(rank.saturating_sub(1)).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_told() {
        let mut rounds = Rounds::default();
        for figure in [3.0, 1.0, 2.0] {
            rounds.add(figure);
        }
        assert_eq!((rounds.median(), rounds.spread()), (2.0, (1.0, 3.0)));
        rounds.add(10.0);
        assert_eq!(rounds.median(), 2.5);
    }

    #[test]
    fn a_quantile_is_one_of_the_samples() {
        let mut samples: Vec<u64> = (1..=200).rev().collect();
        assert_eq!(quantile(&mut samples, 0.5), 100);
        assert_eq!(quantile(&mut samples, 0.99), 198);
        assert_eq!(quantile(&mut samples, 1.0), 200);
        assert_eq!(quantile(&mut [], 0.99), 0);
    }
}
