//! Public OpenAPI documents that the generator is tried on: fetched from npm at fixed versions, never committed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::run::target;

/// An npm package that carries documents.
struct Package {
    name: &'static str,
    version: &'static str,
    /// Files and folders of the package that are unpacked.
    parts: &'static [&'static str],
}

/// All are under the MIT, ISC or Apache-2.0 licence.
const PACKAGES: &[Package] = &[
    // MIT
    Package {
        name: "@octokit/openapi",
        version: "23.0.2",
        parts: &["generated/api.github.com.json"],
    },
    // MIT
    Package {
        name: "@octokit/openapi-webhooks",
        version: "12.1.0",
        parts: &["generated/api.github.com.json"],
    },
    // MIT
    Package {
        name: "@readme/oas-examples",
        version: "8.2.2",
        parts: &["3.0/json", "3.1/json"],
    },
    // MIT
    Package {
        name: "@scalar/galaxy",
        version: "0.6.12",
        parts: &["dist/3.1.yaml"],
    },
    // MIT
    Package {
        name: "@blockfrost/openapi",
        version: "0.1.93",
        parts: &["openapi.yaml"],
    },
    // MIT
    Package {
        name: "@figma/rest-api-spec",
        version: "0.43.0",
        parts: &["openapi/openapi.yaml"],
    },
    // Apache-2.0
    Package {
        name: "@shipengine/connect-fulfillment-provider-api",
        version: "4.6.0",
        parts: &["spec.json"],
    },
    // ISC
    Package {
        name: "@digdir/dialogporten-schema",
        version: "1.118.6",
        parts: &["swagger.verified.json"],
    },
];

/// Fetches what is not there yet. The tests skip what could not be had, so that nobody needs the network to run them.
pub(crate) fn ensure() {
    for package in PACKAGES {
        let folder = target().join("documents").join(package.folder());
        if package.parts.iter().all(|part| folder.join(part).exists()) {
            continue;
        }
        if let Err(reason) = package.fetch(&folder) {
            eprintln!(
                "xtask: {}@{} cannot be fetched, tests of it are skipped: {reason}",
                package.name, package.version
            );
        }
    }
}

impl Package {
    /// Name of its folder; the version is in it, so that another is fetched anew.
    fn folder(&self) -> String {
        let name = self.name.trim_start_matches('@').replace('/', "-");
        format!("{name}-{}", self.version)
    }

    fn fetch(&self, folder: &Path) -> Result<(), String> {
        let whole = format!("{}@{}", self.name, self.version);
        eprintln!("xtask: fetching {whole}");
        // Unpacked beside its place and then moved: what is there is whole.
        let part = folder.with_extension("part");
        let _ = fs::remove_dir_all(&part);
        fs::create_dir_all(&part).map_err(|error| error.to_string())?;
        let told = run(Command::new("npm")
            .args(["pack", "--silent", "--pack-destination"])
            .arg(&part)
            .arg(&whole))?;
        let archive: PathBuf = part.join(told.lines().last().unwrap_or_default().trim());
        let parts = self.parts.iter().map(|part| format!("package/{part}"));
        run(Command::new("tar")
            .arg("-xzf")
            .arg(&archive)
            .arg("-C")
            .arg(&part)
            .arg("--strip-components=1")
            .args(parts))?;
        let moved = fs::remove_file(&archive)
            .and_then(|()| match fs::remove_dir_all(folder) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
                other => other,
            })
            .and_then(|()| fs::rename(&part, folder));
        moved.map_err(|error| error.to_string())
    }
}

/// What a program prints.
fn run(command: &mut Command) -> Result<String, String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{}: {error}", command.get_program().to_string_lossy()))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(said.lines().next().unwrap_or("it failed").to_owned())
    }
}
