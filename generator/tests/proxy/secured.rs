//! A server behind TLS, whose certificate only its own authority has signed.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::harness::{DOCUMENT, PATIENCE, answer, request, send, serve};

/// An authority's certificate as PEM, and a server of it that always answers the same.
fn secured() -> (String, SocketAddr) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let own = own.signed_by(&key, &authority).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from(own.der().to_vec())],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        );
    let config = Arc::new(config.unwrap());
    let address = serve(move |stream| {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let connection = rustls::ServerConnection::new(config.clone()).unwrap();
        let mut stream = rustls::StreamOwned::new(connection, stream);
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            match stream.read(&mut byte) {
                Ok(1) => head.push(byte[0]),
                // A client that does not trust it goes away.
                _ => return,
            }
        }
        let headers = ["Content-Type: application/json", "X-Total: 0"];
        let _ = stream.write_all(answer("200 OK", &headers, "[]").as_bytes());
        stream.conn.send_close_notify();
        let _ = stream.flush();
    });
    (authority.pem(), address)
}

/// What a client gets through the proxy before a server, and how the proxy ended.
fn through(upstream: SocketAddr, more: &[&str]) -> String {
    let url = format!("https://localhost:{}", upstream.port());
    let mut child = Command::new(env!("CARGO_BIN_EXE_openapi-stubs"))
        .args(["proxy", "--spec", DOCUMENT, "--listen", "127.0.0.1:0"])
        .args(["--format", "json", "--upstream", &url])
        .args(more)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut first)
        .unwrap();
    let first: serde_json::Value = serde_json::from_str(&first).unwrap();
    let address = first["address"].as_str().unwrap().parse().unwrap();
    let got = send(address, &request("GET /api/things", &[], ""));
    child.kill().unwrap();
    child.wait().unwrap();
    got
}

#[test]
fn the_authority_of_a_file_is_trusted() {
    let (authority, upstream) = secured();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, authority).unwrap();
    let got = through(upstream, &["--ca", file.to_str().unwrap()]);
    assert!(got.starts_with("HTTP/1.1 200 "), "{got}");
    assert!(got.ends_with("[]"), "{got}");
    // Another authority, as good as it may be, is not this one.
    let (stranger, _) = secured();
    std::fs::write(&file, stranger).unwrap();
    let got = through(upstream, &["--ca", file.to_str().unwrap()]);
    assert!(got.starts_with("HTTP/1.1 502 "), "{got}");
    assert!(got.contains("certificate"), "{got}");
}

#[test]
fn files_without_a_certificate_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    for (contents, expected) in [
        (None, "No such file"),
        (Some("no certificate"), "has no certificate"),
        (
            Some("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"),
            "is not PEM",
        ),
    ] {
        if let Some(contents) = contents {
            std::fs::write(&file, contents).unwrap();
        }
        let output = Command::new(env!("CARGO_BIN_EXE_openapi-stubs"))
            .args(["proxy", "--spec", DOCUMENT, "--listen", "127.0.0.1:0"])
            .args(["--upstream", "https://localhost:9"])
            .args(["--ca", file.to_str().unwrap()])
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains("--ca ") && text.contains(expected), "{text}");
    }
}
