//! Reads files of settings that people write: every line is checked, and every wrong one is told with its number and why.

use crate::error::{Error, FieldError, Result};
use csv::StringRecord;
use std::collections::BTreeMap;

/// Most wrong lines that are told at once.
const MOST_TOLD: usize = 100;

/// Why a line is wrong: a code and what to do.
pub(super) type Fault = (&'static str, String);

/// What is wrong, by line.
pub(super) type Faults = BTreeMap<u64, Fault>;

/// Reads comma-separated lines under a header of exactly these columns and hands each to `take` with its number, counted
/// as editors do. A byte order mark, lines without any value and those that begin with `#` are passed over; values are
/// trimmed and end with their line, and missing ones at the end of a line are empty. Answers what is wrong with which
/// lines, for [`all_right`].
///
/// # Errors
/// 422 if the header is another.
pub(super) fn read<const COLUMNS: usize>(
    text: &[u8],
    columns: [&str; COLUMNS],
    mut take: impl FnMut(u64, [&str; COLUMNS]) -> Result<(), Fault>,
) -> Result<Faults> {
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    let is_said = |line: &&[u8]| !line.trim_ascii().is_empty() && !line.trim_ascii_start().starts_with(b"#");
    let mut lines = (1..).zip(text.split(|byte| *byte == b'\n')).filter(|(_, line)| is_said(line));
    let (line, header) = lines.next().unwrap_or((1, b""));
    if !split(header).is_ok_and(|header| header.iter().eq(columns)) {
        let wanted = format!("the first line must be {}", columns.join(","));
        return Err(Error::field(format!("line {line}"), "wrong_header", wanted));
    }
    let mut faults = Faults::new();
    for (line, text) in lines {
        let outcome = split(text).and_then(|record| {
            if record.iter().all(str::is_empty) { Ok(()) } else { take(line, values(&record)?) }
        });
        if let Err(fault) = outcome {
            faults.insert(line, fault);
        }
    }
    Ok(faults)
}

/// Fails if anything was wrong; of very many wrong lines, the first ones are told.
///
/// # Errors
/// 422 with a field `line N` for every wrong line.
pub(super) fn all_right(faults: Faults) -> Result<()> {
    if faults.is_empty() {
        return Ok(());
    }
    let told = |(line, (code, detail))| FieldError::new(format!("line {line}"), code, detail);
    Err(Error::invalid(faults.into_iter().take(MOST_TOLD).map(told).collect()))
}

/// The values of one line. A reader of the whole file would count the lines otherwise than editors do, after comments and
/// where lines end as Windows ends them.
fn split(line: &[u8]) -> Result<StringRecord, Fault> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(line);
    let mut record = StringRecord::new();
    match reader.read_record(&mut record) {
        Ok(_) => Ok(record),
        Err(error) if matches!(error.kind(), csv::ErrorKind::Utf8 { .. }) => {
            Err(("unreadable", "is not UTF-8".to_owned()))
        }
        Err(error) => Err(("unreadable", error.to_string())),
    }
}

fn values<const COLUMNS: usize>(record: &StringRecord) -> Result<[&str; COLUMNS], Fault> {
    if record.len() > COLUMNS {
        return Err(("too_many_values", format!("has more than {COLUMNS} values")));
    }
    Ok(std::array::from_fn(|index| record.get(index).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is handed over, and the faults.
    fn read_all(text: &[u8]) -> (Vec<(u64, String)>, Vec<[String; 2]>) {
        let mut taken = Vec::new();
        let outcome = read(text, ["a", "b"], |line, values| {
            taken.push((line, values.join("|")));
            if values.starts_with(&["bad"]) { Err(("bad", "is bad".to_owned())) } else { Ok(()) }
        });
        let faults = outcome.and_then(all_right).err().map(|error| {
            error.fields().iter().map(|field| [field.field.clone(), field.code.clone()]).collect()
        });
        (taken, faults.unwrap_or_default())
    }

    #[test]
    fn lines_are_counted_as_editors_do() {
        for end in ["\n", "\r\n"] {
            let text =
                ["\u{feff}# settings", "a,b", "", "1, 2 ", "# then", "\"3,4\"", ",", "bad,5", "6,7,8", "bad"];
            let (taken, faults) = read_all(text.join(end).as_bytes());
            let expected = [(4, "1|2"), (6, "3,4|"), (8, "bad|5"), (10, "bad|")];
            assert_eq!(taken, expected.map(|(line, text)| (line, text.to_owned())), "{end:?}");
            let expected = [["line 8", "bad"], ["line 9", "too_many_values"], ["line 10", "bad"]];
            assert_eq!(faults, expected, "{end:?}");
        }
    }

    #[test]
    fn what_is_no_such_file_is_told() {
        for text in [&b""[..], b"b,a\n1,2\n", b"a,b,c\n", b"\xff\xfe\n", b"\n\n"] {
            let (taken, faults) = read_all(text);
            assert_eq!((taken.len(), faults.len()), (0, 1), "{text:?}");
            assert!(faults.iter().all(|[_, code]| code == "wrong_header"), "{text:?}");
        }
        let (_, faults) = read_all(b"a,b\n1,\xd6\xd0\n");
        assert_eq!(faults, [["line 2", "unreadable"]]);
        let many = format!("a,b\n{}", "bad,1\n".repeat(200));
        assert_eq!(read_all(many.as_bytes()).1.len(), MOST_TOLD);
    }
}
