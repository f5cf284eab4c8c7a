//! Each module serves one generated crate and looks at what arrives and what is answered.

mod answers;
mod directions;
mod encodings;
mod modern;
mod security;
mod served;
mod styles;

#[tokio::main]
async fn main() {
    answers::check().await;
    directions::check().await;
    encodings::check().await;
    modern::check().await;
    security::check().await;
    styles::check().await;
}
