//! Answers in words: texts with placeholders, such as `{number}`, that the facts of a report fill.
//!
//! None of the placeholders says who reported, so that a text can be shown to whoever writes the answer.

use std::collections::BTreeMap;

use crate::domain::text_enum::text_enum;

text_enum! {
    /// What a text may leave open.
    "placeholder" Placeholder {
        /// The report's number.
        Number = "number",
        /// The category's name.
        Category = "category",
        /// The place in words.
        Address = "address",
        /// The responsible unit's name.
        Unit = "unit",
        /// The district's name.
        District = "district",
        /// The grade in words.
        Tier = "tier",
        /// The local date on which it was filed.
        SubmittedOn = "submitted_on",
    }
}

impl Placeholder {
    /// Whether every report that is closed has it; only such may stand in the answer that is given where nobody
    /// wrote one.
    #[must_use]
    pub const fn is_always_known(self) -> bool {
        match self {
            Self::Number | Self::Category | Self::District | Self::Tier | Self::SubmittedOn => true,
            Self::Address | Self::Unit => false,
        }
    }
}

/// Why a text is no template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A name that is no placeholder's.
    #[error("{{{name}}} is no placeholder; there are {}", Placeholder::WORDS.join(", "))]
    Unknown {
        /// The name.
        name: String,
    },
    /// A brace that opens a placeholder and is not closed, or closes one that was not opened.
    #[error("a brace stands alone; write {{{{ or }}}} for the character itself")]
    LoneBrace,
}

impl TemplateError {
    /// The stable code of a field error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "unknown_placeholder",
            Self::LoneBrace => "lone_brace",
        }
    }
}

/// The longest part of a wrong name that is told back, in characters.
const TOLD_NAME_CHARS: usize = 40;

/// A text with placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Words(String),
    Open(Placeholder),
}

/// What is known of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts(BTreeMap<Placeholder, String>);

impl Facts {
    /// Adds a fact, if it is known.
    #[must_use]
    pub fn with(mut self, placeholder: Placeholder, fact: Option<String>) -> Self {
        if let Some(fact) = fact {
            self.0.insert(placeholder, fact);
        }
        self
    }
}

/// A text that was filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The text; what is not known stands there as its placeholder.
    pub text: String,
    /// What is not known, each once.
    pub missing: Vec<Placeholder>,
}

impl Template {
    /// Reads a text. `{{` and `}}` are the characters themselves.
    ///
    /// # Errors
    /// `Unknown` with the first name that is no placeholder's, `LoneBrace`.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut words = String::new();
        let mut rest = text.chars().peekable();
        while let Some(character) = rest.next() {
            match character {
                '{' | '}' if rest.peek() == Some(&character) => {
                    rest.next();
                    words.push(character);
                }
                '{' => {
                    let mut name = String::new();
                    loop {
                        match rest.next() {
                            Some('}') => break,
                            Some('{') | None => return Err(TemplateError::LoneBrace),
                            Some(character) => name.push(character),
                        }
                    }
                    let placeholder = Placeholder::parse(name.trim()).map_err(|_| {
                        TemplateError::Unknown { name: name.trim().chars().take(TOLD_NAME_CHARS).collect() }
                    })?;
                    if !words.is_empty() {
                        parts.push(Part::Words(std::mem::take(&mut words)));
                    }
                    parts.push(Part::Open(placeholder));
                }
                '}' => return Err(TemplateError::LoneBrace),
                _ => words.push(character),
            }
        }
        if !words.is_empty() {
            parts.push(Part::Words(words));
        }
        Ok(Self(parts))
    }

    /// The placeholders that the text has.
    pub fn placeholders(&self) -> impl Iterator<Item = Placeholder> {
        self.0.iter().filter_map(|part| match part {
            Part::Open(placeholder) => Some(*placeholder),
            Part::Words(_) => None,
        })
    }

    /// The text with what is known.
    #[must_use]
    pub fn fill(&self, facts: &Facts) -> Filled {
        let mut filled = Filled { text: String::new(), missing: Vec::new() };
        for part in &self.0 {
            match part {
                Part::Words(words) => filled.text.push_str(words),
                Part::Open(placeholder) => match facts.0.get(placeholder) {
                    Some(fact) => filled.text.push_str(fact),
                    None => {
                        filled.text.push('{');
                        filled.text.push_str(placeholder.as_str());
                        filled.text.push('}');
                        if !filled.missing.contains(placeholder) {
                            filled.missing.push(*placeholder);
                        }
                    }
                },
            }
        }
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn everything() -> Facts {
        Placeholder::ALL
            .iter()
            .fold(Facts::default(), |facts, one| facts.with(*one, Some(format!("<{one}>"))))
    }

    #[test]
    fn a_text_is_filled_with_what_is_known() {
        let template =
            Template::parse("案卷{number}（{category}）由{ unit }处理，{{原样}}").expect("a template");
        let filled = template.fill(&everything());
        assert_eq!(filled.text, "案卷<number>（<category>）由<unit>处理，{原样}");
        assert_eq!(filled.missing, []);
        let facts = Facts::default().with(Placeholder::Number, Some("QL202407-000001".to_owned()));
        let filled = template.fill(&facts);
        assert_eq!(filled.text, "案卷QL202407-000001（{category}）由{unit}处理，{原样}");
        assert_eq!(filled.missing, [Placeholder::Category, Placeholder::Unit]);
    }

    #[test]
    fn what_is_no_placeholder_is_named() {
        let unknown = |name: &str| Err(TemplateError::Unknown { name: name.to_owned() });
        assert_eq!(Template::parse("{number}{reporter}{x}"), unknown("reporter"));
        assert_eq!(Template::parse("{}"), unknown(""));
        assert_eq!(Template::parse(&format!("{{{}}}", "长".repeat(99))), unknown(&"长".repeat(40)));
        for text in ["{", "}", "{number", "number}", "{num{ber}}", "{{}", "{number}}"] {
            assert_eq!(Template::parse(text), Err(TemplateError::LoneBrace), "{text}");
        }
    }

    proptest! {
        /// Whatever is written, braces doubled, comes out as it was; and a fact is never read as a template.
        #[test]
        fn words_and_facts_come_out_as_they_are(text in any::<String>(), fact in any::<String>()) {
            let escaped = text.replace('{', "{{").replace('}', "}}");
            let template = Template::parse(&format!("{escaped}{{address}}")).expect("a template");
            let filled = template.fill(&Facts::default().with(Placeholder::Address, Some(fact.clone())));
            prop_assert_eq!(filled.text, format!("{text}{fact}"));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[{}a-z_ ]{0,40}") {
            if let Ok(template) = Template::parse(&text) {
                prop_assert!(template.fill(&everything()).missing.is_empty());
                let missing = template.fill(&Facts::default()).missing;
                prop_assert!(template.placeholders().all(|placeholder| missing.contains(&placeholder)));
            }
        }
    }
}
