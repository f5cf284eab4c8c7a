//! A wiring without one of the tags.

fn main() {
    let _ = golden_parameters::Api {};
}
