//! Each module serves one generated crate and looks at what arrives and what is answered.

mod served;
mod styles;

#[tokio::main]
async fn main() {
    styles::check().await;
}
