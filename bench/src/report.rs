//! The table of what was measured.

use super::figures::Rounds;
use anyhow::Result;
use std::fmt::Write;
use std::path::Path;

/// Which side of a limit is good.
#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    /// The ratio is to be this or more.
    AtLeast(f64),
    /// The ratio, or the figure where there is no peer, is to be this or less.
    AtMost(f64),
}

impl Wanted {
    fn is_reached(self, figure: f64) -> bool {
        match self {
            Self::AtLeast(limit) => figure >= limit,
            Self::AtMost(limit) => figure <= limit,
        }
    }

    fn words(self, unit: &str) -> String {
        match self {
            Self::AtLeast(limit) => format!("≥ {limit}{unit}"),
            Self::AtMost(limit) => format!("≤ {limit}{unit}"),
        }
    }
}

/// One thing measured, beside its peer if it has one.
pub struct Row {
    /// What.
    pub what: String,
    /// The program's figures.
    pub product: Rounds,
    /// The peer, in words, and its figures.
    pub peer: Option<(String, Rounds)>,
    /// The unit of both.
    pub unit: &'static str,
    /// What must be reached.
    pub wanted: Wanted,
    /// What is hoped for.
    pub goal: Option<Wanted>,
}

impl Row {
    /// What is compared with what is wanted: the ratio of the medians, or the median where there is no peer.
    fn claim(&self) -> f64 {
        match &self.peer {
            Some((_, peer)) => self.product.median() / peer.median(),
            None => self.product.median(),
        }
    }

    fn line(&self) -> String {
        let claim_unit = if self.peer.is_some() { " ×" } else { "" };
        let claim =
            if self.peer.is_some() { format!("**{:.2} ×**", self.claim()) } else { "–".to_owned() };
        let wanted_unit = if self.peer.is_some() { claim_unit.to_owned() } else { format!(" {}", self.unit) };
        let reached = match self.goal {
            Some(goal) if goal.is_reached(self.claim()) => "goal",
            _ if self.wanted.is_reached(self.claim()) => "yes",
            _ => "no",
        };
        let goal = self.goal.map_or_else(String::new, |goal| format!("; goal {}", goal.words(&wanted_unit)));
        let (peer, peer_figures) = match &self.peer {
            Some((peer, figures)) => (peer.as_str(), told(figures, self.unit)),
            None => ("–", "–".to_owned()),
        };
        format!(
            "| {} | {} | {peer} | {peer_figures} | {claim} | {}{goal} | {reached} |",
            self.what,
            told(&self.product, self.unit),
            self.wanted.words(&wanted_unit),
        )
    }
}

fn told(figures: &Rounds, unit: &str) -> String {
    let (low, high) = figures.spread();
    format!("{} {unit} ({}–{})", short(figures.median()), short(low), short(high))
}

/// Three figures that count.
fn short(figure: f64) -> String {
    match figure.abs() {
        large if large >= 100.0 => format!("{figure:.0}"),
        middle if middle >= 10.0 => format!("{figure:.1}"),
        _ => format!("{figure:.2}"),
    }
}

/// Everything that was measured, in order.
#[derive(Default)]
pub struct Report {
    rows: Vec<Row>,
    notes: Vec<String>,
}

impl Report {
    /// Adds a row.
    pub fn add(&mut self, row: Row) {
        eprintln!("{}", row.line());
        self.rows.push(row);
    }

    /// Adds what a table cannot say.
    pub fn note(&mut self, note: String) {
        eprintln!("{note}");
        self.notes.push(note);
    }

    /// The table and the notes under these words about the machine.
    #[must_use]
    pub fn render(&self, machine: &str) -> String {
        let mut text = String::new();
        text += "<!-- Written by `make bench`; what limits the figures is in README.md beside it. -->\n# Results\n\n";
        text += machine;
        text += "\nMedians of the rounds, the smallest and largest in brackets. Only the ratios are claims: peers and \
                 program were measured in turns on the same machine in the same hour.\n\n";
        text += "| what | golden-beans | against | peer | ratio | to reach | reached |\n";
        text += "|---|---|---|---|---|---|---|\n";
        for row in &self.rows {
            text += &row.line();
            text.push('\n');
        }
        text.push('\n');
        for note in &self.notes {
            // Writing into a string cannot fail.
            let _ = writeln!(text, "- {note}");
        }
        text
    }

    /// Prints it, and writes it if a file is named.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn publish(&self, machine: &str, file: Option<&Path>) -> Result<()> {
        let text = self.render(machine);
        println!("{text}");
        if let Some(file) = file {
            std::fs::write(file, text)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounds(figures: &[f64]) -> Rounds {
        let mut rounds = Rounds::default();
        figures.iter().for_each(|figure| rounds.add(*figure));
        rounds
    }

    fn row(product: f64, goal: Option<Wanted>) -> String {
        let peer = Some(("peer".to_owned(), rounds(&[100.0])));
        let wanted = Wanted::AtLeast(6.0);
        Row { what: "awards".to_owned(), product: rounds(&[product]), peer, unit: "/s", wanted, goal }.line()
    }

    #[test]
    fn a_row_says_whether_it_was_reached() {
        let goal = Some(Wanted::AtLeast(10.0));
        assert!(
            row(599.0, goal).ends_with("| **5.99 ×** | ≥ 6 ×; goal ≥ 10 × | no |"),
            "{}",
            row(599.0, goal)
        );
        assert!(row(600.0, goal).ends_with("| yes |"));
        assert!(row(1000.0, goal).ends_with("| goal |"));
    }

    #[test]
    fn a_limit_without_a_peer_is_in_the_figures_unit() {
        let wanted = Wanted::AtMost(150.0);
        let memory = rounds(&[149.0, 151.0, 150.0]);
        let row =
            Row { what: "memory".to_owned(), product: memory, peer: None, unit: "MiB", wanted, goal: None };
        assert_eq!(row.line(), "| memory | 150 MiB (149–151) | – | – | – | ≤ 150 MiB | yes |");
    }
}
