//! What a service asks for besides place and description, and whether an answer will do.

use super::w3c;
use crate::domain::text::{clean_line, clean_text};
use crate::domain::text_enum::text_enum;
use std::collections::BTreeMap;

text_enum! {
    /// What kind of answer an attribute takes.
    "datatype" Datatype {
        /// One line of text.
        String = "string",
        /// A decimal number.
        Number = "number",
        /// An instant with its zone.
        Datetime = "datetime",
        /// Text of several lines.
        Text = "text",
        /// One of the choices.
        SingleValueList = "singlevaluelist",
        /// Any of the choices.
        MultiValueList = "multivaluelist",
    }
}

impl Datatype {
    /// Whether answers are chosen from a list.
    #[must_use]
    pub const fn is_list(self) -> bool {
        matches!(self, Self::SingleValueList | Self::MultiValueList)
    }
}

/// One choice of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[schema(as = AttributeChoice)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What an answer says.
    pub key: String,
    /// What people read.
    pub name: String,
}

/// Something that a service asks for, or only tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// What an answer names it by.
    pub code: String,
    /// Whether it is asked; else its description is only shown.
    pub asked: bool,
    /// What kind of answer it takes.
    pub datatype: Datatype,
    /// Whether there must be an answer.
    pub required: bool,
    /// How to answer.
    pub datatype_description: Option<String>,
    /// The question.
    pub description: String,
    /// The choices of a list; empty for the others.
    pub choices: Vec<Choice>,
}

/// An answer with the question it was given to: the question may change later.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[schema(as = AttributeAnswer)]
pub struct Answer {
    /// The attribute's code.
    pub code: String,
    /// The question.
    pub question: String,
    /// The answer; several where several could be chosen. Choices are told by name.
    pub values: Vec<String>,
}

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongAnswer {
    /// The attribute's code.
    pub code: String,
    /// A stable snake_case word.
    pub problem: &'static str,
    /// What to do about it.
    pub advice: String,
}

/// The longest answers, characters.
#[derive(Debug, Clone, Copy)]
pub struct AnswerLimits {
    /// Of one line.
    pub line_chars: usize,
    /// Of several lines.
    pub text_chars: usize,
}

/// Checks what was answered, by code, against what is asked; blank answers are none.
///
/// # Errors
/// Everything that is wrong.
pub fn check(
    asked: &[Attribute],
    given: &BTreeMap<String, Vec<String>>,
    limits: AnswerLimits,
) -> Result<Vec<Answer>, Vec<WrongAnswer>> {
    let is_asked = |code: &String| asked.iter().any(|attribute| attribute.asked && attribute.code == *code);
    let mut wrong: Vec<WrongAnswer> = given
        .keys()
        .filter(|code| !is_asked(code))
        .map(|code| wrong_answer(code, "unknown_attribute", "the service does not ask for this".to_owned()))
        .collect();
    let mut answers = Vec::new();
    for attribute in asked.iter().filter(|attribute| attribute.asked) {
        let values: Vec<&str> = given
            .get(&attribute.code)
            .into_iter()
            .flatten()
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())
            .collect();
        match attribute.read(&values, limits) {
            Ok(values) if values.is_empty() => {}
            Ok(values) => answers.push(Answer {
                code: attribute.code.clone(),
                question: attribute.description.clone(),
                values,
            }),
            Err((problem, advice)) => wrong.push(wrong_answer(&attribute.code, problem, advice)),
        }
    }
    if wrong.is_empty() { Ok(answers) } else { Err(wrong) }
}

fn wrong_answer(code: &str, problem: &'static str, advice: String) -> WrongAnswer {
    WrongAnswer { code: code.to_owned(), problem, advice }
}

type Problem = (&'static str, String);

impl Attribute {
    fn read(&self, values: &[&str], limits: AnswerLimits) -> Result<Vec<String>, Problem> {
        match values {
            [] if self.required => Err(("required", "an answer is required".to_owned())),
            [] => Ok(Vec::new()),
            [_, _, ..] if self.datatype != Datatype::MultiValueList => {
                Err(("too_many", "one answer only".to_owned()))
            }
            values => {
                let mut read = values
                    .iter()
                    .map(|value| self.read_one(value, limits))
                    .collect::<Result<Vec<String>, Problem>>()?;
                read.sort_unstable();
                read.dedup();
                Ok(read)
            }
        }
    }

    fn read_one(&self, value: &str, limits: AnswerLimits) -> Result<String, Problem> {
        match self.datatype {
            Datatype::String => {
                clean_line(value, limits.line_chars).map_err(|error| (error.code(), error.to_string()))
            }
            Datatype::Text => {
                clean_text(value, limits.text_chars).map_err(|error| (error.code(), error.to_string()))
            }
            Datatype::Number if is_decimal(value, limits.line_chars) => Ok(value.to_owned()),
            Datatype::Number => Err(("not_a_number", "a decimal number such as 12 or -0.5".to_owned())),
            Datatype::Datetime if w3c::parse(value).is_some() => Ok(value.to_owned()),
            Datatype::Datetime => {
                Err(("invalid_time", "a time with its zone, such as 2024-07-31T08:00:00+08:00".to_owned()))
            }
            Datatype::SingleValueList | Datatype::MultiValueList => self
                .choices
                .iter()
                .find(|choice| choice.key == value)
                .map(|choice| choice.name.clone())
                .ok_or_else(|| ("unknown_value", "a key of the attribute's values".to_owned())),
        }
    }
}

fn is_decimal(text: &str, max_chars: usize) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    text.len() <= max_chars
        && match unsigned.split_once('.') {
            Some((whole, places)) => digits(whole) && digits(places),
            None => digits(unsigned),
        }
}

#[cfg(test)]
mod tests;
