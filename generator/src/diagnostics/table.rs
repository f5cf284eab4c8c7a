//! The table of codes as a page.

use super::Code;

/// `DIAGNOSTICS.md`: every code with its severity and what it means.
pub fn table() -> String {
    let mut text = String::from(
        "# Diagnostics\n\n\
         Every finding of `openapi-stubs` has a code. `openapi-stubs explain CODE` tells the same. This page is made from\n\
         `src/diagnostics/codes.rs`.\n\n\
         - **error**: the document contradicts OpenAPI or itself; nothing is written.\n\
         - **unsupported**: the document is right, but the generator cannot do it. The operation is skipped with `--keep-going` or\n  \
         `skip` in `codegen.toml`; otherwise nothing is written.\n\
         - **warning**: the crate is written; something is ignored, guessed or missing.\n",
    );
    for code in Code::ALL {
        text.push_str(&format!("\n## `{}`\n\n{}\n", code.name(), explain(*code)));
    }
    text
}

/// Severity and meaning of a code.
pub fn explain(code: Code) -> String {
    let lines = code.explanation().lines().map(str::trim);
    let meaning = lines.collect::<Vec<_>>().join("\n");
    format!("{}: {meaning}", code.severity().name())
}
