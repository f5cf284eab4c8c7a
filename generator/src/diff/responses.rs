//! Responses of an operation.

use serde_json::Value;

use super::change::{Impact, Place};
use super::document::{Found, flag, members};
use super::operation::schema_of;
use super::{Comparison, Direction};

impl<'a> Comparison<'a> {
    pub(super) fn responses(&mut self, old: &Found<'a>, new: &Found<'a>) {
        let find = |found: &Found<'a>, status: &str| {
            let responses = found.operation.get("responses");
            responses.and_then(|responses| responses.get(status))
        };
        for (status, is) in members(new.operation, "responses") {
            let place = Place::new(format!("response {status}"));
            match find(old, status) {
                Some(was) => {
                    let (was, is) = (self.old.resolve(was).0, self.new.resolve(is).0);
                    self.headers(was, is, status);
                    self.contents(was, is, &format!("response {status}"), Direction::Response);
                }
                // Clients are ready for any error, but not for another success.
                None if is_error(status) => {
                    self.add(Impact::Compatible, "error-status-added", &place, "is new")
                }
                None => self.add(Impact::Breaking, "status-added", &place, "is new"),
            }
        }
        for (status, _) in members(old.operation, "responses") {
            if find(new, status).is_none() {
                let place = Place::new(format!("response {status}"));
                if is_error(status) {
                    self.add(
                        Impact::Compatible,
                        "error-status-removed",
                        &place,
                        "is gone",
                    );
                } else {
                    self.add(Impact::Breaking, "status-removed", &place, "is gone");
                }
            }
        }
    }

    fn headers(&mut self, old: &'a Value, new: &'a Value, status: &str) {
        let find = |value: &'a Value, wanted: &str| {
            members(value, "headers")
                .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
                .map(|(_, header)| header)
        };
        for (name, is) in members(new, "headers") {
            let place = Place::new(format!("response {status} header {name}"));
            let Some(was) = find(old, name) else {
                self.add(
                    Impact::Compatible,
                    "response-header-added",
                    &place,
                    "is new",
                );
                continue;
            };
            let (was, is) = (self.old.resolve(was).0, self.new.resolve(is).0);
            if flag(was, "required") && !flag(is, "required") {
                self.add(
                    Impact::Breaking,
                    "response-header-became-optional",
                    &place,
                    "may be missing now",
                );
            }
            self.schemas(schema_of(was), schema_of(is), &place, Direction::Response);
        }
        for (name, _) in members(old, "headers") {
            if find(new, name).is_none() {
                let place = Place::new(format!("response {status} header {name}"));
                self.add(
                    Impact::Breaking,
                    "response-header-removed",
                    &place,
                    "is gone",
                );
            }
        }
    }
}

fn is_error(status: &str) -> bool {
    status.starts_with(['4', '5']) || status == "default"
}
