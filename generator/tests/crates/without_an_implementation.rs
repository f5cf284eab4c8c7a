//! A wiring of something that implements nothing.

struct Shop;

fn main() {
    let shop = std::sync::Arc::new(Shop);
    let _ = golden_parameters::Api {
        things: golden_parameters::things::routes(&shop),
    };
}
