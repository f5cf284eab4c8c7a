//! Each module serves one generated crate and looks at what arrives and what is answered.

mod answers;
mod arbitrary;
mod arbitrary_seeds;
mod directions;
mod encodings;
mod modern;
mod secrets;
mod security;
mod served;
mod streams;
mod styles;

#[tokio::main]
async fn main() {
    answers::check().await;
    directions::check().await;
    encodings::check().await;
    modern::check().await;
    secrets::check().await;
    security::check().await;
    streams::check().await;
    styles::check().await;
    arbitrary::check(&[
        (answers::served().service, arbitrary_seeds::of_answers()),
        (directions::served().service, arbitrary_seeds::of_directions()),
        (encodings::served().service, arbitrary_seeds::of_encodings()),
        (modern::served().service, arbitrary_seeds::of_modern()),
        (secrets::served().service, arbitrary_seeds::of_secrets()),
        (security::served().service, arbitrary_seeds::of_security()),
        (streams::served().service, arbitrary_seeds::of_streams()),
        (styles::served().service, arbitrary_seeds::of_styles()),
    ])
    .await;
}
