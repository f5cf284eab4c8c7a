//! Every public function of the store is run by a test that runs on both databases.
//!
//! Known by the words of the code: a function counts if a test of this crate names it, or the code of an engine whose tests run on
//! both databases too, or a function that counts itself.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::visit::Visit;

/// Engines that are little more than the statements they run; `uploads/tests` and `jobs/tests` run all of them.
const ENGINES: [&str; 2] = ["../uploads/src", "../jobs/src"];

/// A public asynchronous function.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Function {
    /// The module it is reached by; of a method, the type.
    place: String,
    name: String,
    method: bool,
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
    found
}

/// Functions of a file, with what they say.
struct Functions {
    module: String,
    place: Option<String>,
    found: Vec<(Function, String)>,
}

impl Functions {
    fn add(&mut self, vis: &syn::Visibility, sig: &syn::Signature, block: &syn::Block) {
        if matches!(vis, syn::Visibility::Public(_)) && sig.asyncness.is_some() {
            let function = Function {
                place: self.place.clone().unwrap_or_else(|| self.module.clone()),
                name: sig.ident.to_string(),
                method: self.place.is_some(),
            };
            self.found.push((function, words(block)));
        }
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.add(&item.vis, &item.sig, &item.block);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let of = words(&item.self_ty);
        self.place = Some(of.split_whitespace().next().unwrap().to_owned());
        for member in &item.items {
            if let syn::ImplItem::Fn(method) = member {
                self.add(&method.vis, &method.sig, &method.block);
            }
        }
        self.place = None;
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        // Tests in the file are no functions of the store.
        if item.ident != "tests" {
            syn::visit::visit_item_mod(self, item);
        }
    }
}

/// Code as its words, with a space around each and no comments.
fn words(code: &impl quote::ToTokens) -> String {
    let mut words = " ".to_owned();
    add_words(code.to_token_stream(), &mut words);
    words
}

fn add_words(tokens: TokenStream, words: &mut String) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => add_words(group.stream(), words),
            TokenTree::Punct(sign) => {
                words.push(sign.as_char());
                if sign.spacing() == Spacing::Alone {
                    words.push(' ');
                }
            }
            other => {
                words.push_str(&other.to_string());
                words.push(' ');
            }
        }
    }
}

/// Everything that the files of a folder say.
fn said(folder: &Path) -> String {
    let said = files(folder).into_iter().map(|path| {
        let text = std::fs::read_to_string(path).unwrap();
        words(&syn::parse_file(&text).unwrap())
    });
    said.collect()
}

fn is_named(function: &Function, words: &str) -> bool {
    let Function {
        place,
        name,
        method,
    } = function;
    words.contains(&format!(" {place} :: {name} "))
        || *method && words.contains(&format!(" . {name} "))
}

#[test]
fn every_function_runs_on_both_databases() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = here.join("src");
    let mut functions = Vec::new();
    for path in files(&source) {
        let module = path.strip_prefix(&source).unwrap().iter().next().unwrap();
        let module = module.to_str().unwrap().trim_end_matches(".rs");
        let mut found = Functions {
            module: module.to_owned(),
            place: None,
            found: Vec::new(),
        };
        found.visit_file(&syn::parse_file(&std::fs::read_to_string(&path).unwrap()).unwrap());
        functions.extend(found.found);
    }
    assert!(functions.len() > 120, "{}", functions.len());

    let mut words = said(&here.join("tests"));
    for engine in ENGINES {
        words.push_str(&said(&here.join(engine)));
    }
    let mut left: BTreeSet<_> = functions.into_iter().collect();
    loop {
        let (named, rest): (BTreeSet<_>, _) = left
            .into_iter()
            .partition(|(function, _)| is_named(function, &words));
        left = rest;
        if named.is_empty() {
            break;
        }
        words.extend(named.into_iter().map(|(_, said)| said));
    }
    // Private modules whose function has its name in the crate's root.
    let root = |function: &Function| {
        let modules = ["transfer", "sqlite"];
        modules.contains(&function.place.as_str())
            && words.contains(&format!(" {} ", function.name))
    };
    let untested: Vec<_> = left
        .iter()
        .map(|(function, _)| function)
        .filter(|function| !root(function))
        .map(|function| format!("{}::{}", function.place, function.name))
        .collect();
    assert!(untested.is_empty(), "no test runs {untested:#?}");
}
