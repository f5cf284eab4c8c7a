//! Where the rows are.

use super::tree::sections;
use super::value::{Leaf, Mismatch, Raw, Secret};

sections! {
    /// The database.
    Database {
        /// `sqlite:<path>`, `postgres:` (what the other keys say), or `postgres://user:password@host:port/name`, whose
        /// parts go before the other keys. This key is this server's own.
        url: DatabaseUrl = DatabaseUrl::from("sqlite:data/peertube.db".to_owned()),
        /// A copy of the PostgreSQL database that follows it by streaming replication, `postgres://user:password@host:port/name`:
        /// lists are read from it while it has everything that is committed. Empty is none. What it does not say is as for the
        /// database. This key is this server's own.
        replica_url: DatabaseUrl,
        /// Host of the PostgreSQL server, or the directory of its socket.
        hostname: String = "127.0.0.1",
        port: u16 = 5432_u16,
        /// Whether the connection must be encrypted. Otherwise it is where the server offers it.
        ssl: bool,
        ssl_settings: DatabaseSsl,
        /// Name of the database; empty is `peertube` and the suffix.
        name: Option<String>,
        suffix: String = "_dev",
        username: String = "peertube",
        password: Secret = Secret::from("peertube".to_owned()),
        pool: DatabasePool,
    }

    /// Encryption of the connection to PostgreSQL.
    DatabaseSsl {
        /// Whether the server's certificate is checked.
        reject_unauthorized: bool,
        /// Certificate of the authority, as a path or as PEM; null is the system's.
        ca: Option<String>,
        /// Certificate of this client, as a path or as PEM.
        cert: Option<String>,
        /// Key of this client, as a path or as PEM.
        key: Option<Secret>,
    }

    /// Connections to PostgreSQL.
    DatabasePool {
        /// Most connections that read, and most that write.
        max: u32 = 5_u32,
    }
}

impl Database {
    /// Path of the SQLite file; nothing when the URL is of another kind of database.
    pub fn sqlite_path(&self) -> Option<&std::path::Path> {
        let path = self.url.expose().strip_prefix("sqlite:")?;
        let path = path.strip_prefix("//").unwrap_or(path);
        (!path.is_empty()).then(|| std::path::Path::new(path))
    }
}

/// The address of a database. What it says of a password is shown nowhere.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// All of it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The address with the password, and whatever parameters follow, hidden.
    pub fn masked(&self) -> String {
        let url = self.0.split_once('?').map_or(&*self.0, |(url, _)| url);
        let Some((scheme, rest)) = url.split_once("://") else {
            return url.to_owned();
        };
        // The last one: a password that is not encoded may hold another.
        let Some((login, place)) = rest.rsplit_once('@') else {
            return url.to_owned();
        };
        match login.split_once(':') {
            Some((user, _)) => format!("{scheme}://{user}:***@{place}"),
            None => url.to_owned(),
        }
    }
}

impl From<String> for DatabaseUrl {
    fn from(url: String) -> Self {
        Self(url)
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

impl Leaf for DatabaseUrl {
    fn set(&mut self, raw: &Raw) -> Result<(), Mismatch> {
        self.0.set(raw)
    }

    fn show(&self) -> Raw {
        Raw::Text(self.masked())
    }

    fn is_text(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_hidden() {
        let cases = [
            ("sqlite:data/peertube.db", "sqlite:data/peertube.db"),
            ("postgres:", "postgres:"),
            ("postgres://u:geheim@h:1/d", "postgres://u:***@h:1/d"),
            ("postgres://u:ge@heim@h/d", "postgres://u:***@h/d"),
            ("postgres://h/d?password=geheim", "postgres://h/d"),
        ];
        for (url, shown) in cases {
            assert_eq!(format!("{:?}", DatabaseUrl::from(url.to_owned())), shown);
        }
    }
}
