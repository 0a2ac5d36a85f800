//! How a person's name is shown to those who may not see it.

/// The surnames of two characters that are still in wide use: hiding their second half would show a name that nobody
/// has.
const COMPOUND_SURNAMES: [&str; 18] = [
    "欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "长孙",
    "宇文", "端木", "南宫", "独孤", "司空",
];
const HIDDEN: char = '*';

/// A surname and one star: `李小明` becomes `李*`, `欧阳锋` becomes `欧阳*`, `John Smith` becomes `J*`. The star is one
/// whatever it hides, also for a name of one character; an empty name is a star alone.
#[must_use]
pub fn mask_name(name: &str) -> String {
    let name = name.trim();
    let compound = COMPOUND_SURNAMES
        .iter()
        .find(|surname| name.strip_prefix(**surname).is_some_and(|given| !given.is_empty()));
    let mut masked = match compound {
        Some(surname) => (*surname).to_owned(),
        None => name.chars().take(1).collect(),
    };
    masked.push(HIDDEN);
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_shows_its_surname_only() {
        for (name, masked) in [
            ("李小明", "李*"),
            ("李明", "李*"),
            ("李", "李*"),
            ("欧阳锋", "欧阳*"),
            ("欧阳", "欧*"),
            ("John Smith", "J*"),
            ("  王五 ", "王*"),
            ("", "*"),
            ("   ", "*"),
            ("阿依古丽·买买提", "阿*"),
            ("𠮷野", "𠮷*"),
        ] {
            assert_eq!(mask_name(name), masked, "{name}");
        }
    }
}
