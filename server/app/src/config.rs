//! Reading the configuration: a file in YAML or JSON, then environment variables, then the rules between keys.
//!
//! Everything that is wrong is found in one go, with file, line and key.

mod checks;
mod env;
mod finding;
mod known;
mod print;
mod source;

use std::collections::BTreeMap;
use std::path::Path;

use peertube_kernel::config::{Config, Leaf, Raw, Section as _, Walker};

pub use finding::{Finding, Place, Severity};
pub use print::to_yaml;

use known::{Kind, Known};
use source::{Content, Node, Source};

/// A configuration and what was found on the way.
#[derive(Debug)]
pub struct Loaded {
    /// The values in force; defaults where something was wrong.
    pub config: Config,
    /// Everything found, in the order of the file, then of the environment.
    pub findings: Vec<Finding>,
    places: BTreeMap<String, Place>,
}

impl Loaded {
    /// Whether a file or a variable sets this key.
    pub fn is_set(&self, key: &str) -> bool {
        self.places.contains_key(key)
    }

    /// Whether the server may start with it.
    pub fn is_usable(&self) -> bool {
        self.findings
            .iter()
            .all(|finding| finding.severity < Severity::Error)
    }
}

/// Reads the file, if there is one, then the variables.
pub fn load(file: Option<&Path>, variables: impl Iterator<Item = (String, String)>) -> Loaded {
    let source = file.map(Source::read).transpose();
    from_sources(source, variables)
}

/// Reads the text of a file as [`load`] does; `path` is for messages and tells JSON from YAML.
pub fn parse(path: &Path, text: &str, variables: impl Iterator<Item = (String, String)>) -> Loaded {
    from_sources(Source::parse(path, text).map(Some), variables)
}

fn from_sources(
    source: Result<Option<Source>, Finding>,
    variables: impl Iterator<Item = (String, String)>,
) -> Loaded {
    let known = Known::new();
    let mut findings = Vec::new();
    let source = source.unwrap_or_else(|finding| {
        findings.push(finding);
        None
    });
    if let Some(source) = &source {
        unknown_keys(source, source.root(), "", &known, &mut findings);
    }
    let variables = variables
        .filter(|(name, _)| name.starts_with("PEERTUBE_"))
        .collect();
    let mut reader = Reader {
        source: source.as_ref(),
        variables,
        path: Vec::new(),
        places: BTreeMap::new(),
        findings,
    };
    let mut config = Config::default();
    config.walk(&mut reader);
    let Reader {
        variables,
        places,
        mut findings,
        ..
    } = reader;
    unknown_variables(&variables, &known, &mut findings);
    for rule in checks::broken(&config) {
        let place = places.get(rule.key).cloned().unwrap_or(Place::Nowhere);
        findings.push(Finding::error(
            place,
            format!("`{}`: {}", rule.key, rule.message),
        ));
    }
    findings.sort_by_key(|finding| match &finding.place {
        Place::Line { line, .. } => *line,
        Place::Variable(_) | Place::Nowhere => usize::MAX,
    });
    Loaded {
        config,
        findings,
        places,
    }
}

/// Fills the tree: the file's value first, the variable's over it.
struct Reader<'a> {
    source: Option<&'a Source>,
    /// Variables that no key has taken yet.
    variables: BTreeMap<String, String>,
    path: Vec<&'static str>,
    /// Where each key that is set was set last.
    places: BTreeMap<String, Place>,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn set(&mut self, leaf: &mut dyn Leaf, key: &str, raw: &Raw, place: Place) {
        if let Err(mismatch) = leaf.set(raw) {
            self.findings.push(Finding::error(
                place.clone(),
                format!(
                    "`{key}`: found {}; allowed: {}",
                    mismatch.found, mismatch.allowed
                ),
            ));
        }
        self.places.insert(key.to_owned(), place);
    }
}

impl Walker for Reader<'_> {
    fn open(&mut self, name: &'static str) {
        self.path.push(name);
    }

    fn close(&mut self) {
        self.path.pop();
    }

    fn leaf(&mut self, name: &'static str, leaf: &mut dyn Leaf) {
        self.path.push(name);
        let key = self.path.join(".");
        if let Some(source) = self.source
            && let Some(node) = source.find(&self.path)
        {
            self.set(leaf, &key, &node.raw(), source.place(node.line));
        }
        if let Some(variable) = env::variable(&key)
            && let Some(text) = self.variables.remove(&variable)
            && let Some(raw) = env::read(&text, leaf.is_text())
        {
            self.set(leaf, &key, &raw, Place::Variable(variable));
        }
        self.path.pop();
    }
}

/// Warns of keys that nothing knows; notes those that PeerTube knows and this server does not use.
fn unknown_keys(
    source: &Source,
    node: &Node,
    path: &str,
    known: &Known,
    findings: &mut Vec<Finding>,
) {
    let Content::Section(keys) = &node.content else {
        return;
    };
    for (name, child) in keys {
        let path = if path.is_empty() {
            name.clone()
        } else {
            format!("{path}.{name}")
        };
        let place = source.place(child.line);
        match (known.kind(&path), &child.content) {
            (Kind::Used, _) => {}
            // An empty section is a section whose keys are all commented out.
            (Kind::Section, Content::Section(_) | Content::Value(Raw::Null)) => {
                unknown_keys(source, child, &path, known, findings);
            }
            (Kind::Section, Content::Value(raw)) => findings.push(Finding::error(
                place,
                format!(
                    "`{path}`: found {}; allowed: a section of keys",
                    raw.describe()
                ),
            )),
            (Kind::Unused, _) => findings.push(Finding::note(
                place,
                format!("`{path}` has no effect in this version"),
            )),
            (Kind::Unknown(nearest), _) => {
                findings.push(Finding::warning(place, unknown(&path, nearest)));
            }
        }
    }
}

/// Warns of variables with PeerTube's prefix that stand for no key.
fn unknown_variables(
    variables: &BTreeMap<String, String>,
    known: &Known,
    findings: &mut Vec<Finding>,
) {
    for name in variables.keys() {
        let of_peertube = env::OTHERS.contains(&name.as_str())
            || known
                .unused()
                .any(|key| env::variable(key).as_ref() == Some(name));
        if !of_peertube {
            findings.push(Finding::warning(
                Place::Variable(name.clone()),
                "stands for no key and has no effect",
            ));
        }
    }
}

fn unknown(path: &str, nearest: Option<String>) -> String {
    match nearest {
        Some(name) => format!("unknown key `{path}`; did you mean `{name}`?"),
        None => format!("unknown key `{path}`"),
    }
}

#[cfg(test)]
mod tests;
