//! `names.lock`: names of types stay what they are when a document grows.
//!
//! A derived name that is taken gets a number, so a new schema could rename an old type. The lock says which name each type
//! had; a name of it is given to nothing else as long as its owner is there.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

/// Names by what they stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// `module::Name` by key, of the last generation.
    pinned: BTreeMap<String, String>,
    /// The same of this one.
    given: BTreeMap<String, String>,
    /// Keys whose names somebody else wanted.
    in_the_way: HashSet<String>,
    /// Key by `module::Name`, of the last generation.
    owners: HashMap<String, String>,
}

impl Lock {
    /// Reads a lock; an absent file is an empty lock.
    ///
    /// # Errors
    /// A text that names the file and the place in it.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(format!("cannot read {}: {error}", path.display())),
        };
        let pinned: BTreeMap<String, String> =
            toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self::of(pinned))
    }

    fn of(pinned: BTreeMap<String, String>) -> Self {
        let owners = pinned.iter().map(|(key, name)| (name.clone(), key.clone()));
        Self {
            owners: owners.collect(),
            pinned,
            ..Self::default()
        }
    }

    /// The name of a type: the pinned one, else the wanted one, with a number where it is taken.
    pub(crate) fn name(
        &mut self,
        module: &[String],
        wanted: &str,
        key: &str,
        taken: &mut HashSet<String>,
    ) -> String {
        let prefix = format!("{}::", module.join("::"));
        let key = self.unused_key(format!("{prefix}{key}"));
        let pinned = self
            .pinned
            .get(&key)
            .and_then(|name| name.strip_prefix(&prefix));
        if let Some(name) = pinned.map(str::to_owned)
            && taken.insert(name.clone())
        {
            self.given.insert(key, format!("{prefix}{name}"));
            return name;
        }
        let mut name = wanted.to_owned();
        let mut number = 2;
        loop {
            let whole = format!("{prefix}{name}");
            let owner = self.owners.get(&whole).filter(|owner| **owner != key);
            if let Some(owner) = owner {
                self.in_the_way.insert(owner.clone());
            } else if taken.insert(name.clone()) {
                self.given.insert(key, whole);
                return name;
            }
            name = format!("{wanted}{number}");
            number += 1;
        }
    }

    fn unused_key(&self, key: String) -> String {
        let mut unused = key.clone();
        let mut number = 2;
        while self.given.contains_key(&unused) {
            unused = format!("{key}#{number}");
            number += 1;
        }
        unused
    }

    /// The lock without names whose owners are gone, if such a name was wanted: then all names are to be given again.
    pub(crate) fn without_stale(&self) -> Option<Self> {
        let is_stale = |key: &String| !self.given.contains_key(key);
        self.in_the_way.iter().any(is_stale).then(|| {
            let kept = self.pinned.iter().filter(|(key, _)| !is_stale(key));
            Self::of(
                kept.map(|(key, name)| (key.clone(), name.clone()))
                    .collect(),
            )
        })
    }

    /// The file that pins what this generation gave.
    pub fn render(&self) -> String {
        let mut text = "# Names of generated types, kept by openapi-stubs. Commit it; delete a line to let a name be chosen again.\n".to_owned();
        for (key, name) in &self.given {
            let quoted = |text: &str| toml::Value::from(text).to_string();
            text.push_str(&format!("{} = {}\n", quoted(key), quoted(name)));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(text: &str) -> Lock {
        Lock::of(toml::from_str(text).unwrap())
    }

    #[test]
    fn a_pinned_name_is_given_to_its_owner_alone() {
        let module = ["models".to_owned(), "video".to_owned()];
        let mut lock = lock("'models::video::User.role' = 'models::video::UserRole'");
        let mut taken = HashSet::new();
        assert_eq!(
            lock.name(&module, "UserRole", "UserRole", &mut taken),
            "UserRole2"
        );
        assert_eq!(
            lock.name(&module, "UserRole", "User.role", &mut taken),
            "UserRole"
        );
        assert_eq!(lock.without_stale(), None);
        let again = Lock::of(toml::from_str(&lock.render()).unwrap());
        assert_eq!(again.pinned, lock.given);
    }

    #[test]
    fn a_name_is_free_when_its_owner_is_gone() {
        let module = ["a".to_owned()];
        let mut lock = lock("'a::gone' = 'a::Name'");
        assert_eq!(
            lock.name(&module, "Name", "new", &mut HashSet::new()),
            "Name2"
        );
        let mut lock = lock.without_stale().unwrap();
        assert_eq!(
            lock.name(&module, "Name", "new", &mut HashSet::new()),
            "Name"
        );
    }
}
