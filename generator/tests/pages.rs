//! Pages and files that are made from tables in the code are as the code has it. `INSTA_UPDATE=always` writes them.

// The lints' own exception for tests does not reach helpers of an integration test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use openapi_stubs::config::Config;
use openapi_stubs::{support, templates};

fn assert_fresh(path: &str, made: &str) {
    if std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        std::fs::write(path, made).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == made,
        "{path} is stale: run `INSTA_UPDATE=always cargo test -p openapi-stubs --test pages`"
    );
}

#[test]
fn the_schema_of_settings() {
    assert_fresh("codegen.schema.json", &Config::schema());
}

#[test]
fn the_page_of_templates() {
    assert_fresh("TEMPLATES.md", &templates::page());
}

#[test]
fn the_page_of_support() {
    assert_fresh("SUPPORT.md", &support::page());
}
