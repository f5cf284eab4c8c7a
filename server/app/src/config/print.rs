//! The configuration in force, as YAML.

use peertube_kernel::config::{Config, Leaf, Raw, Section as _, Walker};
use serde_json::{Map, Value};

/// Writes all keys with their values; secrets as `***`.
pub fn to_yaml(config: &Config) -> Result<String, serde_yaml::Error> {
    let mut tree = Tree {
        open: vec![("", Map::new())],
    };
    config.clone().walk(&mut tree);
    let root = tree.open.pop().map(|(_, keys)| keys).unwrap_or_default();
    serde_yaml::to_string(&Value::Object(root))
}

struct Tree {
    open: Vec<(&'static str, Map<String, Value>)>,
}

impl Tree {
    fn put(&mut self, name: &str, value: Value) {
        if let Some((_, keys)) = self.open.last_mut() {
            keys.insert(name.to_owned(), value);
        }
    }
}

impl Walker for Tree {
    fn open(&mut self, name: &'static str) {
        self.open.push((name, Map::new()));
    }

    fn close(&mut self) {
        if let Some((name, keys)) = self.open.pop() {
            self.put(name, Value::Object(keys));
        }
    }

    fn leaf(&mut self, name: &'static str, leaf: &mut dyn Leaf) {
        self.put(name, to_json(leaf.show()));
    }
}

fn to_json(raw: Raw) -> Value {
    match raw {
        Raw::Null => Value::Null,
        Raw::Bool(value) => value.into(),
        Raw::Int(value) => value.into(),
        Raw::Float(value) => value.into(),
        Raw::Text(value) => value.into(),
        Raw::List(items) => items.into_iter().map(to_json).collect(),
        Raw::Map(keys) => keys
            .into_iter()
            .map(|(key, value)| (key, to_json(value)))
            .collect(),
    }
}
