//! Where a database is: read from the configuration, with the key that is to blame when it makes no sense.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

use peertube_kernel::config::{Database as Keys, DatabaseUrl, Secret};
use percent_encoding::percent_decode_str;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use url::Url;

/// Where a database is.
#[derive(Debug, Clone)]
pub enum Location {
    /// One file.
    Sqlite(PathBuf),
    /// A database of a PostgreSQL server.
    Postgres(Box<PostgresLocation>),
}

/// A database of a PostgreSQL server, and how to connect to it.
#[derive(Clone)]
pub struct PostgresLocation {
    pub(crate) options: PgConnectOptions,
    pub(crate) connections: u32,
    /// The address without a password, for messages.
    pub(crate) shown: String,
    /// A copy that follows it.
    pub(crate) replica: Option<PostgresReplica>,
}

/// A copy of a database.
#[derive(Clone)]
pub(crate) struct PostgresReplica {
    pub(crate) options: PgConnectOptions,
    /// The address without a password, for messages.
    pub(crate) shown: String,
}

/// A setting that makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{key}`: {message}")]
pub struct WrongSetting {
    /// The key to change.
    pub key: &'static str,
    /// What is wrong and what would be right. It never holds a password.
    pub message: String,
}

const URL: &str = "database.url";
const REPLICA: &str = "database.replica_url";
const NO_REPLICA: &str = "must be empty or `postgres://user:password@host:port/name`, and `database.url` a PostgreSQL database too";
const FORMS: &str =
    "must be `sqlite:<path>`, `postgres:`, or `postgres://user:password@host:port/name`";
const PARAMETERS: &str = "`host`, `sslmode`, `sslrootcert`, `sslcert` and `sslkey`";

fn wrong(key: &'static str, message: impl Into<String>) -> WrongSetting {
    WrongSetting {
        key,
        message: message.into(),
    }
}

impl Location {
    /// An SQLite file.
    pub fn sqlite(path: impl AsRef<Path>) -> Self {
        Self::Sqlite(path.as_ref().to_owned())
    }

    /// What the section `database` of the configuration says.
    pub fn from_config(keys: &Keys) -> Result<Self, WrongSetting> {
        let url = keys.url.expose();
        let Some((scheme, rest)) = url.split_once(':') else {
            return Err(wrong(URL, FORMS));
        };
        let replica = keys.replica_url.expose();
        match scheme {
            "sqlite" if !replica.is_empty() => Err(wrong(REPLICA, NO_REPLICA)),
            "sqlite" => match keys.sqlite_path() {
                Some(path) => Ok(Self::sqlite(path)),
                None => Err(wrong(URL, FORMS)),
            },
            "postgres" | "postgresql" => {
                let mut location = postgres(keys, rest)?;
                if !replica.is_empty() {
                    location.replica = Some(replica_of(keys, replica)?);
                }
                Ok(Self::Postgres(Box::new(location)))
            }
            _ => Err(wrong(URL, FORMS)),
        }
    }

    /// What an address says by itself; what it leaves open are the defaults of the configuration.
    pub fn from_url(url: &str) -> Result<Self, WrongSetting> {
        Self::from_config(&Keys {
            url: DatabaseUrl::from(url.to_owned()),
            ..Keys::default()
        })
    }

    /// The SQLite file, if it is one.
    pub fn sqlite_path(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => path.display().fmt(f),
            Self::Postgres(location) => location.shown.fmt(f),
        }
    }
}

impl fmt::Debug for PostgresLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shown.fmt(f)
    }
}

/// What the keys say, then what the address says (all after its scheme).
fn postgres(keys: &Keys, address: &str) -> Result<PostgresLocation, WrongSetting> {
    if keys.pool.max == 0 {
        return Err(wrong("database.pool.max", "must be at least 1"));
    }
    let name = match keys.name.as_deref() {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => format!("peertube{}", keys.suffix),
    };
    let mut place = Place {
        host: keys.hostname.clone(),
        port: keys.port,
        user: keys.username.clone(),
        name,
    };
    // A password file of the user who runs the server has no say; the environment of libpq has none in what is set here.
    let mut options = with_encryption(keys, PgConnectOptions::new_without_pgpass())
        .password(keys.password.expose())
        .application_name("peertube-server");
    if !matches!(address, "" | "//") {
        options = from_address(options, &mut place, address)?;
    }
    let shown = format!(
        "postgres://{}@{}:{}/{}",
        place.user, place.host, place.port, place.name
    );
    let Place {
        host,
        port,
        user,
        name,
    } = place;
    options = if host.starts_with('/') {
        options.socket(host)
    } else {
        options.host(&host)
    };
    Ok(PostgresLocation {
        options: options.port(port).username(&user).database(&name),
        connections: keys.pool.max,
        shown,
        replica: None,
    })
}

fn replica_of(keys: &Keys, url: &str) -> Result<PostgresReplica, WrongSetting> {
    let address = match url.split_once(':') {
        Some(("postgres" | "postgresql", address)) if address.len() > 2 => address,
        _ => return Err(wrong(REPLICA, NO_REPLICA)),
    };
    // What is wrong with other keys was found with the database itself.
    let location = postgres(keys, address).map_err(|error| wrong(REPLICA, error.message))?;
    Ok(PostgresReplica {
        options: location.options,
        shown: location.shown,
    })
}

struct Place {
    host: String,
    port: u16,
    user: String,
    name: String,
}

fn with_encryption(keys: &Keys, mut options: PgConnectOptions) -> PgConnectOptions {
    let settings = &keys.ssl_settings;
    options = options.ssl_mode(match (keys.ssl, settings.reject_unauthorized) {
        (false, _) => PgSslMode::Prefer,
        (true, false) => PgSslMode::Require,
        (true, true) => PgSslMode::VerifyFull,
    });
    if let Some(ca) = given(settings.ca.as_deref()) {
        options = if is_pem(ca) {
            options.ssl_root_cert_from_pem(ca.as_bytes().to_vec())
        } else {
            options.ssl_root_cert(ca)
        };
    }
    if let Some(cert) = given(settings.cert.as_deref()) {
        options = if is_pem(cert) {
            options.ssl_client_cert_from_pem(cert)
        } else {
            options.ssl_client_cert(cert)
        };
    }
    if let Some(key) = given(settings.key.as_ref().map(Secret::expose)) {
        options = if is_pem(key) {
            options.ssl_client_key_from_pem(key)
        } else {
            options.ssl_client_key(key)
        };
    }
    options
}

fn given(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

fn is_pem(text: &str) -> bool {
    text.trim_start().starts_with("-----BEGIN")
}

fn from_address(
    mut options: PgConnectOptions,
    place: &mut Place,
    address: &str,
) -> Result<PgConnectOptions, WrongSetting> {
    if !address.starts_with("//") {
        return Err(wrong(URL, FORMS));
    }
    // What the parser says of a part that is wrong does not hold the part.
    let url = Url::parse(&format!("postgres:{address}"))
        .map_err(|error| wrong(URL, format!("{error}; it {FORMS}")))?;
    if let Some(host) = url.host_str().filter(|host| !host.is_empty()) {
        place.host = decoded(host)?.into_owned();
    }
    if let Some(port) = url.port() {
        place.port = port;
    }
    if !url.username().is_empty() {
        place.user = decoded(url.username())?.into_owned();
    }
    if let Some(password) = url.password() {
        options = options.password(&decoded(password)?);
    }
    let name = url.path().trim_start_matches('/');
    if !name.is_empty() {
        place.name = decoded(name)?.into_owned();
    }
    for (parameter, value) in url.query_pairs() {
        options = match &*parameter {
            "host" => {
                place.host = value.into_owned();
                options
            }
            "sslmode" => options.ssl_mode(value.parse().map_err(|_| {
                let modes = "disable, allow, prefer, require, verify-ca or verify-full";
                wrong(URL, format!("its parameter `sslmode` must be {modes}"))
            })?),
            "sslrootcert" => options.ssl_root_cert(&*value),
            "sslcert" => options.ssl_client_cert(&*value),
            "sslkey" => options.ssl_client_key(&*value),
            other => {
                let message = format!("unknown parameter `{other}`; known are {PARAMETERS}");
                return Err(wrong(URL, message));
            }
        };
    }
    Ok(options)
}

fn decoded(part: &str) -> Result<Cow<'_, str>, WrongSetting> {
    percent_decode_str(part)
        .decode_utf8()
        .map_err(|_| wrong(URL, "a part of it is not UTF-8 once percent-decoded"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(url: &str) -> String {
        match Location::from_url(url) {
            Ok(location) => location.to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn addresses_go_before_keys() {
        let cases = [
            ("sqlite:data/a.db", "data/a.db"),
            ("sqlite:///tmp/a.db", "/tmp/a.db"),
            (
                "postgres:",
                "postgres://peertube@127.0.0.1:5432/peertube_dev",
            ),
            (
                "postgresql://",
                "postgres://peertube@127.0.0.1:5432/peertube_dev",
            ),
            (
                "postgres:///videos",
                "postgres://peertube@127.0.0.1:5432/videos",
            ),
            (
                "postgres://u:p@db:1/n?sslmode=require",
                "postgres://u@db:1/n",
            ),
            (
                "postgres://u%40x:p%2F@[::1]/n",
                "postgres://u@x@[::1]:5432/n",
            ),
            (
                "postgres:///n?host=/run/postgresql",
                "postgres://peertube@/run/postgresql:5432/n",
            ),
        ];
        for (url, expected) in cases {
            assert_eq!(shown(url), expected, "{url}");
        }
    }

    #[test]
    fn a_replica_is_of_postgresql() {
        let location = |url: &str, replica: &str| {
            Location::from_config(&Keys {
                url: DatabaseUrl::from(url.to_owned()),
                replica_url: DatabaseUrl::from(replica.to_owned()),
                ..Keys::default()
            })
        };
        let Ok(Location::Postgres(found)) = location("postgres:", "postgres://u:geheim@copy/n")
        else {
            panic!("no PostgreSQL");
        };
        assert_eq!(found.replica.unwrap().shown, "postgres://u@copy:5432/n");
        for (url, replica) in [
            ("sqlite:a.db", "postgres://u:geheim@copy/n"),
            ("postgres:", "sqlite:geheim.db"),
            ("postgres:", "postgres:"),
            ("postgres:", "postgres://u:geheim@copy:99999/n"),
        ] {
            let message = location(url, replica).unwrap_err().to_string();
            assert!(message.starts_with("`database.replica_url`: "), "{message}");
            assert!(!message.contains("geheim"), "{message}");
        }
    }

    #[test]
    fn what_makes_no_sense_names_the_key_and_keeps_the_password() {
        let cases = [
            "",
            "mysql://u:geheim@h/n",
            "sqlite:",
            "postgres:u:geheim@h",
            "postgres://u:geheim@h:99999/n",
            "postgres://u:geheim@h:x/n",
            "postgres://u:geheim@h/n?sslmode=geheim",
            "postgres://u@h/n?passwort=geheim",
            "postgres://u:%ff@h/n",
        ];
        for url in cases {
            let message = Location::from_url(url).unwrap_err().to_string();
            assert!(message.starts_with("`database.url`: "), "{url}: {message}");
            assert!(!message.contains("geheim"), "{url}: {message}");
        }
        let keys = Keys {
            url: DatabaseUrl::from("postgres:".to_owned()),
            pool: peertube_kernel::config::DatabasePool { max: 0 },
            ..Keys::default()
        };
        let error = Location::from_config(&keys).unwrap_err();
        assert_eq!(error.key, "database.pool.max");
    }
}
