//! What people see: the documentation page, and a film that plays.

use peertube_testkit::{NewVideo, PASSWORD};
use serde_json::{Value, json};

use crate::support::browser::Browser;
use crate::support::server::ServerProcess;

#[tokio::test]
async fn the_documentation_shows_every_operation_and_tries_them_out() {
    let Some(mut browser) = Browser::start().await else {
        return;
    };
    let server = ServerProcess::start();
    browser.open(&format!("{}/docs", server.base())).await;
    browser
        .wait_until("document.querySelectorAll('.opblock-tag-section').length > 0")
        .await;
    // Every tag is opened, then every operation stands there.
    browser
        .evaluate("document.querySelectorAll('.opblock-tag').forEach(tag => tag.click())")
        .await;
    let count = format!(
        "document.querySelectorAll('.opblock').length >= {}",
        peertube_api::OPERATIONS.len()
    );
    browser.wait_until(&count).await;
    let title = browser
        .evaluate("document.querySelector('.info .title').textContent")
        .await;
    assert!(title.as_str().unwrap().contains("PeerTube"), "{title}");

    // Log in with name and password alone.
    browser
        .evaluate("document.querySelector('.auth-wrapper .authorize').click()")
        .await;
    browser
        .wait_until("document.querySelector('#password_username, #oauth_username')")
        .await;
    let fill = format!(
        r"(() => {{
            const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
            const fill = (selector, text) => {{
                const input = document.querySelector(selector);
                set.call(input, text);
                input.dispatchEvent(new Event('input', {{ bubbles: true }}));
                input.dispatchEvent(new Event('change', {{ bubbles: true }}));
            }};
            fill('#oauth_username', 'root');
            fill('#oauth_password', {});
            document.querySelector('.auth-btn-wrapper .authorize').click();
        }})()",
        json!(PASSWORD)
    );
    browser.evaluate(&fill).await;
    browser.wait_until("[...document.querySelectorAll('.auth-btn-wrapper .btn')].some(b => b.textContent === 'Logout')").await;
    browser
        .evaluate("document.querySelector('.btn-done').click()")
        .await;

    // Try an operation that needs it.
    let block = "document.querySelector('[id$=\"-getUserInfo\"]')";
    browser
        .evaluate(&format!(
            "{block}.querySelector('.opblock-summary-control').click()"
        ))
        .await;
    browser
        .wait_until(&format!("{block}.querySelector('.try-out__btn')"))
        .await;
    browser
        .evaluate(&format!("{block}.querySelector('.try-out__btn').click()"))
        .await;
    browser
        .wait_until(&format!("{block}.querySelector('.execute')"))
        .await;
    browser
        .evaluate(&format!("{block}.querySelector('.execute').click()"))
        .await;
    let status =
        format!("{block}.querySelector('.live-responses-table tr.response .response-col_status')");
    browser.wait_until(&status).await;
    let status = browser.evaluate(&format!("{status}.textContent")).await;
    assert!(status.as_str().unwrap().starts_with("200"), "{status}");
}

#[tokio::test]
async fn an_uploaded_film_plays_and_seeks() {
    let Some(mut browser) = Browser::start().await else {
        return;
    };
    let server = ServerProcess::start();
    let root = server.root().await;
    let video = root.upload(&NewVideo::named("Film")).await;
    let url = root.get(&video.path("")).await.at("/files/0/fileUrl");
    browser.open(url.as_str().unwrap()).await;
    browser
        .wait_until("document.querySelector('video')?.readyState >= 2")
        .await;
    let film = browser
        .evaluate(
            r"(async () => {
                const film = document.querySelector('video');
                film.muted = true;
                await film.play();
                const happens = (event, enough) => new Promise(resolve => {
                    film.addEventListener(event, () => enough() && resolve());
                });
                const sought = happens('seeked', () => true);
                film.currentTime = 7;
                await sought;
                await happens('timeupdate', () => film.currentTime > 7.2);
                film.pause();
                const { currentTime, duration, videoWidth, videoHeight } = film;
                return { currentTime, duration, videoWidth, videoHeight };
            })()",
        )
        .await;
    let number = |name: &str| {
        film[name]
            .as_f64()
            .unwrap_or_else(|| panic!("{name} of {film}"))
    };
    assert!((7.2..10.5).contains(&number("currentTime")), "{film}");
    assert!((9.9..10.2).contains(&number("duration")), "{film}");
    assert_eq!(
        (&film["videoWidth"], &film["videoHeight"]),
        (&Value::from(320), &Value::from(180))
    );
}
