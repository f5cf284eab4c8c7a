//! What is written here against what prettyplease writes: on generated code, and on code by hand, which has all that Rust has.

use std::path::{Path, PathBuf};

use super::file;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// Where the two differ.
fn difference(text: &str, what: &str) -> Option<String> {
    let parsed = syn::parse_file(text).unwrap();
    let tokens: proc_macro2::TokenStream = text.parse().unwrap();
    let ours = file("", tokens.into()).unwrap_or_else(|error| panic!("{what}: {error}"));
    let theirs = prettyplease::unparse(&parsed);
    let lines = ours.lines().zip(theirs.lines()).enumerate();
    let differing = lines.filter(|(_, (ours, theirs))| ours != theirs);
    let mut first = differing.map(|(number, (ours, theirs))| {
        format!("{what}, line {}:\n{ours}\n{theirs}\n", number + 1)
    });
    first
        .next()
        .or_else(|| (ours != theirs).then(|| format!("{what} ends early")))
}

#[test]
fn the_same_as_prettyplease() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["src", "runtime/src", "../generated/src"] {
        sources(&root.join(folder), &mut found);
    }
    assert!(found.len() > 200, "{} files", found.len());
    let differences = found.iter().filter_map(|path| {
        let text = std::fs::read_to_string(path).unwrap();
        difference(&text, &path.display().to_string())
    });
    let differences: Vec<String> = differences.collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn names_come_late() {
    let tokens = quote::quote!(
        pub struct __It(pub Vec<__It>);
    );
    let mut code = super::Code::from(quote::quote!(#[doc = " A doc."]));
    code.add_named(tokens, "List".to_owned());
    let written = file("// Head.\n", code).unwrap();
    assert_eq!(
        written,
        "// Head.\n/// A doc.\npub struct List(pub Vec<List>);\n"
    );
}

#[test]
fn what_is_not_rust_is_told() {
    let tokens = quote::quote!(pub struct { a });
    assert!(file("", tokens.into()).is_err());
}
