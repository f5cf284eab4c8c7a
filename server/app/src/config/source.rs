//! A configuration file as a tree that remembers lines.

use std::path::{Path, PathBuf};

use peertube_kernel::config::Raw;
use saphyr::{LoadableYamlNode as _, MarkedYaml, Scalar, YamlData};

use super::finding::{Finding, Place};

/// A value or section of the file.
#[derive(Debug)]
pub(crate) struct Node {
    /// Line of the key, or of the value where it has none; from 1.
    pub(crate) line: usize,
    /// What stands there.
    pub(crate) content: Content,
}

/// What stands at a place of the file.
#[derive(Debug)]
pub(crate) enum Content {
    /// Keys.
    Section(Vec<(String, Node)>),
    /// Anything else.
    Value(Raw),
}

/// A file that was read.
#[derive(Debug)]
pub(crate) struct Source {
    path: PathBuf,
    root: Node,
}

impl Source {
    /// Reads a YAML or JSON file (JSON is read as YAML, which it is a part of).
    pub(crate) fn read(path: &Path) -> Result<Self, Finding> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            Finding::error(
                Place::Nowhere,
                format!("cannot read {}: {error}", path.display()),
            )
        })?;
        Self::parse(path, &text)
    }

    /// Reads the text of a file.
    pub(crate) fn parse(path: &Path, text: &str) -> Result<Self, Finding> {
        let at = |line| Place::Line {
            file: path.to_owned(),
            line,
        };
        // JSON may be indented with tabs, YAML may not. No JSON text can hold a raw tab, so nothing is lost.
        let json = path
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("json"));
        let text = if json {
            text.replace('\t', " ")
        } else {
            text.to_owned()
        };
        let documents = MarkedYaml::load_from_str(&text)
            .map_err(|error| Finding::error(at(error.marker().line()), error.info()))?;
        let root = match documents.first() {
            Some(document) => node(document, document.span.start.line(), &at)?,
            None => Node {
                line: 1,
                content: Content::Section(Vec::new()),
            },
        };
        match root.content {
            Content::Section(_) => {}
            // A file of comments only.
            Content::Value(Raw::Null) => {
                return Ok(Self {
                    path: path.to_owned(),
                    root: Node {
                        line: 1,
                        content: Content::Section(Vec::new()),
                    },
                });
            }
            Content::Value(raw) => {
                return Err(Finding::error(
                    at(root.line),
                    format!(
                        "found {}; a configuration file holds sections of keys",
                        raw.describe()
                    ),
                ));
            }
        }
        Ok(Self {
            path: path.to_owned(),
            root,
        })
    }

    /// The keys at the top.
    pub(crate) fn root(&self) -> &Node {
        &self.root
    }

    /// The node at this path of keys.
    pub(crate) fn find(&self, path: &[&str]) -> Option<&Node> {
        path.iter()
            .try_fold(&self.root, |node, name| node.get(name))
    }

    /// The place of a line, for messages.
    pub(crate) fn place(&self, line: usize) -> Place {
        Place::Line {
            file: self.path.clone(),
            line,
        }
    }
}

impl Node {
    fn get(&self, name: &str) -> Option<&Node> {
        match &self.content {
            Content::Section(keys) => keys
                .iter()
                .find_map(|(key, node)| (key == name).then_some(node)),
            Content::Value(_) => None,
        }
    }

    /// The whole node as a value.
    pub(crate) fn raw(&self) -> Raw {
        match &self.content {
            Content::Value(raw) => raw.clone(),
            Content::Section(keys) => Raw::Map(
                keys.iter()
                    .map(|(key, node)| (key.clone(), node.raw()))
                    .collect(),
            ),
        }
    }
}

fn node(yaml: &MarkedYaml<'_>, line: usize, at: &dyn Fn(usize) -> Place) -> Result<Node, Finding> {
    let content = match &yaml.data {
        YamlData::Mapping(entries) => {
            let mut keys = Vec::with_capacity(entries.len());
            for (key, value) in entries {
                let line = key.span.start.line();
                let name = key_text(key)
                    .ok_or_else(|| Finding::error(at(line), "a key must be a word"))?;
                keys.push((name, node(value, line, at)?));
            }
            Content::Section(keys)
        }
        YamlData::Sequence(items) => Content::Value(Raw::List(
            items
                .iter()
                .map(|item| Ok(node(item, item.span.start.line(), at)?.raw()))
                .collect::<Result<_, Finding>>()?,
        )),
        YamlData::Value(scalar) => Content::Value(plain(scalar)),
        _ => {
            return Err(Finding::error(
                at(yaml.span.start.line()),
                "tags and aliases are not understood here",
            ));
        }
    };
    Ok(Node { line, content })
}

fn key_text(key: &MarkedYaml<'_>) -> Option<String> {
    match &key.data {
        YamlData::Value(Scalar::String(text)) => Some(text.to_string()),
        YamlData::Value(Scalar::Integer(number)) => Some(number.to_string()),
        _ => None,
    }
}

fn plain(scalar: &Scalar<'_>) -> Raw {
    match scalar {
        Scalar::Null => Raw::Null,
        Scalar::Boolean(value) => Raw::Bool(*value),
        Scalar::Integer(value) => Raw::Int(*value),
        Scalar::FloatingPoint(value) => Raw::Float(value.into_inner()),
        Scalar::String(text) => Raw::Text(text.to_string()),
    }
}
