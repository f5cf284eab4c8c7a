//! What `--help` says beyond the options: a first look, examples, exit statuses.

pub(super) const ALL: &str = "A first look:
  openapi-stubs lint --spec openapi.yaml                   what is wrong with a document
  openapi-stubs new --spec openapi.yaml --out shop         a workspace with a server of it, to go on with
  openapi-stubs generate --spec openapi.yaml --out api     only the crate of it

Day by day, with the settings in `codegen.toml` beside the document:
  openapi-stubs diff old.yaml openapi.yaml                 what a new version of it means
  openapi-stubs generate                                   the crate again; only files that change are touched
  openapi-stubs watch                                      the same with every change of the document, until Ctrl-C
  openapi-stubs scaffold                                   adds the methods that are missing, answering 501
  openapi-stubs status --open                              what is still to be written
  openapi-stubs check                                      in CI: everything fresh, everything implemented

Exit status: 0 when all is well, 1 when something is wrong and was reported, 2 on wrong use.
`--format json` writes one JSON document to standard output instead of all that is told; findings are below `report.diagnostics`.
`openapi-stubs explain CODE` says what the code of a finding means; `openapi-stubs help COMMAND` has examples for each command.";

pub(super) const NEW: &str = "Examples:
  openapi-stubs new --spec openapi.yaml --out shop
  openapi-stubs new --spec openapi.yaml --out shop --name shop --keep-going
  openapi-stubs new --spec openapi.yaml --out shop --templates house-style    with your own README, Cargo.toml …; see TEMPLATES.md
  cd shop && cargo run

The workspace has `spec` (a copy of the document with all files that it refers to, and the settings), `api` (the generated crate with
its runtime), `server` (a listener, `Backend`, a file for each tag, a first test) and a README that goes on. `status`, `scaffold`,
`generate` and `check` need no options in it. When something is wrong nothing is written.

Exit status: 0 when it is made, 1 when the document has errors or the folder is not empty, 2 on wrong use.";

pub(super) const GENERATE: &str = "Examples:
  openapi-stubs generate --spec openapi.yaml --out api
  openapi-stubs generate --spec openapi.yaml --out api --keep-going    without the operations that have errors
  openapi-stubs generate                                               as spec/codegen.toml says

The folder belongs to the generator: files that it wrote before and writes no longer are deleted, files by hand are left alone.
A document with errors changes nothing. Names of types are kept in `names.lock` beside codegen.toml; commit it.

codegen.toml:
  crate = \"shop-api\"                      name of the crate
  out = \"../api\"                          its folder, from the folder of codegen.toml
  implementations = [\"../server/src\"]     where the traits are implemented; `*` stands for a tag's group

Exit status: 0 when the crate is written or was fresh, 1 when the document has errors or a file cannot be written, 2 on wrong use.
With --keep-going, errors of operations and of the components that they use are told as `unsupported … operation skipped`, and the status
is 0; what belongs to no operation, such as a key that stands twice, is an error still, and nothing is written.";

pub(super) const CHECK: &str = "Examples:
  openapi-stubs check                      as spec/codegen.toml says
  openapi-stubs check --spec openapi.yaml --out api

Nothing is written. It fails when `generate` would change a file, and, where codegen.toml names `implementations`, while an
operation is missing, answers 501 as `scaffold` left it, or a method implements what is gone. The failure says which command to run.

Exit status: 0 when all is well, 1 when something is stale, wrong or not implemented, 2 on wrong use.";

pub(super) const LINT: &str = "Examples:
  openapi-stubs lint                       spec/openapi.yaml
  openapi-stubs lint --spec openapi.yaml
  openapi-stubs lint --format json | jq -r '.report.diagnostics[] | \"\\(.place.file):\\(.place.line): \\(.code)\"'

Errors keep the crate from being generated; warnings say what is ignored, guessed or missing. Each has its file, line and column,
and what to do about it.

Exit status: 0 when there are no errors, 1 when there are, 2 on wrong use.";

pub(super) const BUNDLE: &str = "Examples:
  openapi-stubs bundle --spec openapi.yaml > bundled.json
  openapi-stubs bundle --spec openapi.yaml --out bundled.json

Schemas of other files become components, and every `$ref` of the result stays inside of it.

Exit status: 0 when it is written, 1 when the document has errors, 2 on wrong use.";

pub(super) const STATUS: &str = "Examples:
  openapi-stubs status                     every operation, as spec/codegen.toml says where to look
  openapi-stubs status --open              only what is left to do
  openapi-stubs status --spec openapi.yaml --implementations server/src
  openapi-stubs status --format json | jq '.operations[] | select(.state != \"implemented\")'

States: `implemented`; `scaffolded` (answers 501); `missing`; `macro` (a macro in the impl block may have it; the compiler knows).
Orphaned is what implements an operation or tag that the document has no longer. Code that is only compiled for tests does not count.

Exit status: 0 when the list was made, whatever it says (`check` is the one that fails), 1 when a file cannot be read, 2 on wrong use.";

pub(super) const SCAFFOLD: &str = "Examples:
  openapi-stubs scaffold                   everything that is missing
  openapi-stubs scaffold video-upload      one tag, by name, module or trait
  openapi-stubs scaffold --dry-run         say what would be done
  openapi-stubs scaffold --for crate::App  who implements tags that nobody implements yet

Missing methods go to the end of their impl block, with `Err(self.scaffolded(\"operationId\"))` as body: the operation answers 501, and
`check` fails until it is written. A tag without an impl block gets a file of its module's name, and its `mod` line. What is orphaned
gets a comment `// openapi-stubs: orphaned: …`, which goes away when the operation comes back. No other byte is changed, and a second
run changes nothing.

Exit status: 0 when nothing is missing any more, 1 when something cannot be added and was reported, 2 on wrong use.";

pub(super) const DIFF: &str = "Examples:
  openapi-stubs diff peertube-4.0.yaml peertube-8.1.yaml
  openapi-stubs diff --breaking-only old.yaml spec/openapi.yaml
  git show HEAD:openapi.yaml > /tmp/old.yaml && openapi-stubs diff --fail-on breaking /tmp/old.yaml openapi.yaml

Breaking means that a client of the old document may be refused, misunderstood or surprised: a request may say less, or a
response may say more, than before. New error statuses are compatible, as clients must expect errors; a new success is breaking.

Exit status: 0 when the documents were compared, 1 when one cannot be read or --fail-on says so, 2 on wrong use.";

#[cfg(feature = "proxy")]
pub(super) const PROXY: &str = "Examples:
  openapi-stubs proxy --spec openapi.yaml --upstream http://127.0.0.1:9000
                                           then send requests to http://127.0.0.1:4010 in place of the server
  openapi-stubs proxy --upstream https://api.example.org/v2 --listen 127.0.0.1:0 --report seen.json
  openapi-stubs proxy --upstream https://localhost:9443 --ca dev-ca.pem        a certificate that the system does not know
  openapi-stubs proxy --upstream http://127.0.0.1:9000 --format json | jq 'select(.departures != [])'

Every exchange that departs from the document is told on standard output when it is over; Ctrl-C or SIGTERM ends the proxy and sums up:
operations and statuses that were seen and that were not, violations by kind, and what the document does not have. `--format json`
writes a line for `listening`, for each `exchange`, and for the `summary`.

Violations are against the document: parameters, security (that it is there, not that it is good), bodies, statuses, headers. Notes are
worth knowing and against no rule. JSON, forms and parts that are no files are checked up to 8 MiB; all else is forwarded unseen and as it comes.
Values of passwords, tokens, `format: password` and `writeOnly` are never shown, and queries only of paths that the document has.

The server gets its own `Host` (or the client's, with --keep-host), `X-Forwarded-For`, `-Host` and `-Proto`, and of `Accept-Encoding` only
what can be checked: gzip, deflate, identity. Redirects are not rewritten. A server that does not answer is a 502 that says why.

Exit status: 0 when nothing was seen that --fail-on names, 1 when something was, or the proxy could not run, 2 on wrong use.";

#[cfg(feature = "watch")]
pub(super) const WATCH: &str = "Examples:
  openapi-stubs watch                      as spec/codegen.toml says
  openapi-stubs watch --spec openapi.yaml --out api

Generates at once, and again when a file changes that the crate is made of: the document, every file that it refers to, codegen.toml,
templates.
Each run is one line: what changed, and how many files were written. A document that is broken is reported, and the crate stays as it
was. Files that are saved without a change, or that an editor takes away for a moment, lead to nothing. Ctrl-C ends it.

Exit status: 0 when it was ended, 1 when it cannot begin, 2 on wrong use.";
