//! What goes through unharmed, and what happens when one side does not play along.

use std::io::{Read as _, Write as _};
use std::sync::mpsc;

use super::harness::{
    PATIENCE, Running, answer, close, header, read_head, read_request, request, send, serve,
};

#[test]
fn heads_are_those_of_a_proxy() {
    let (sender, requests) = mpsc::channel();
    let upstream = serve(move |mut stream| {
        sender.send(read_request(&mut stream)).unwrap();
        let headers = [
            "Connection: X-Hop, close",
            "X-Hop: 1",
            "X-End-To-End: 1",
            "Keep-Alive: timeout=5",
        ];
        stream
            .write_all(answer("204 No Content", &headers, "").as_bytes())
            .unwrap();
        close(&stream);
    });
    let proxy = Running::before(&format!("http://{upstream}/base"));
    let headers = [
        "Connection: X-Mine",
        "X-Mine: 1",
        "X-Other: 2",
        "Proxy-Authorization: Basic abc",
        "Range: bytes=0--1",
        "Accept-Encoding: br, gzip",
        "Authorization: Bearer abc",
    ];
    let answered = proxy.send(&request("DELETE /api/things/1?a=%2F+b", &headers, ""));
    let seen = requests.recv_timeout(PATIENCE).unwrap().head;
    assert!(
        seen.starts_with("DELETE /base/api/things/1?a=%2F+b HTTP/1.1\r\n"),
        "{seen}"
    );
    for (name, value) in [
        ("host", Some(upstream.to_string())),
        ("x-forwarded-host", Some("client.example".to_owned())),
        ("x-forwarded-for", Some("127.0.0.1".to_owned())),
        ("x-forwarded-proto", Some("http".to_owned())),
        ("x-mine", None),
        ("proxy-authorization", None),
        ("x-other", Some("2".to_owned())),
        ("range", Some("bytes=0--1".to_owned())),
        ("accept-encoding", Some("gzip".to_owned())),
        ("authorization", Some("Bearer abc".to_owned())),
    ] {
        assert_eq!(header(&seen, name), value, "{name}");
    }
    assert_eq!(header(&answered, "x-hop"), None, "{answered}");
    assert_eq!(header(&answered, "keep-alive"), None);
    assert_eq!(header(&answered, "x-end-to-end").as_deref(), Some("1"));
    // The document's paths are found as clients see them, too.
    assert_eq!(proxy.next().operation.as_deref(), Some("removeThing"));
    proxy.end();
}

/// More than is looked into, in both directions, and not in memory.
#[test]
fn large_bodies_stream() {
    const CHUNK: usize = 1 << 20;
    const CHUNKS: usize = 64;
    let upstream = serve(|mut stream| {
        let head = read_head(&mut stream);
        let length: usize = header(&head, "content-length").unwrap().parse().unwrap();
        let mut left = length;
        let mut buffer = vec![0; CHUNK];
        while left > 0 {
            left -= stream.read(&mut buffer[..CHUNK.min(left)]).unwrap();
        }
        write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n").unwrap();
        (0..CHUNKS).for_each(|_| stream.write_all(&buffer).unwrap());
        close(&stream);
    });
    let proxy = Running::before(&format!("http://{upstream}"));
    let before = peak();
    let mut stream = proxy.connect();
    let mut sender = stream.try_clone().unwrap();
    let sending = std::thread::spawn(move || {
        write!(sender, "PUT /api/files HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", CHUNK * CHUNKS).unwrap();
        let chunk = vec![b'7'; CHUNK];
        (0..CHUNKS).for_each(|_| sender.write_all(&chunk).unwrap());
    });
    assert!(read_head(&mut stream).starts_with("HTTP/1.1 200"));
    let mut total = 0;
    let mut buffer = vec![0; CHUNK];
    loop {
        match stream.read(&mut buffer).unwrap() {
            0 => break,
            count => {
                assert!(buffer[..count].iter().all(|byte| *byte == b'7'));
                total += count;
            }
        }
    }
    sending.join().unwrap();
    assert_eq!(total, CHUNK * CHUNKS);
    let codes: Vec<_> = proxy
        .next()
        .departures
        .iter()
        .map(|d| (d.kind.code(), d.message.clone()))
        .collect();
    let reason = "was not checked: it is larger than 8 MiB".to_owned();
    assert_eq!(
        codes,
        [
            ("request-unchecked", reason.clone()),
            ("response-unchecked", reason)
        ]
    );
    if let (Some(before), Some(after)) = (before, peak()) {
        // Two copies up to the limit, buffers of this test, and what the allocator keeps.
        assert!(after - before < 48 << 20, "{} MiB", (after - before) >> 20);
    }
    proxy.end();
}

/// Most bytes of memory that this process ever had, where the system says it.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: usize = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

/// Events arrive one by one, although the stream does not end; it is reported while it goes on.
#[test]
fn events_are_not_kept_back() {
    let (go, next) = mpsc::channel::<()>();
    let next = std::sync::Mutex::new(next);
    let upstream = serve(move |mut stream| {
        read_request(&mut stream);
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n").unwrap();
        let next = next.lock().unwrap();
        while next.recv().is_ok() {
            stream.write_all(b"9\r\ndata: 1\n\n\r\n").unwrap();
        }
        stream.write_all(b"0\r\n\r\n").unwrap();
    });
    let proxy = Running::before(&format!("http://{upstream}"));
    let mut stream = proxy.connect();
    stream
        .write_all(request("GET /api/events?since=1", &[], "").as_bytes())
        .unwrap();
    assert!(read_head(&mut stream).starts_with("HTTP/1.1 200"));
    let checked = proxy.next();
    assert_eq!(
        (checked.status, checked.departures.len()),
        (Some(200), 0),
        "{checked:?}"
    );
    for _ in 0..3 {
        go.send(()).unwrap();
        let mut event = [0; 14];
        stream.read_exact(&mut event).unwrap();
        assert_eq!(&event, b"9\r\ndata: 1\n\n\r\n");
    }
    drop(go);
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "0\r\n\r\n");
    proxy.end();
}

#[test]
fn an_upgrade_becomes_a_tunnel() {
    let upstream = serve(|mut stream| {
        let head = read_head(&mut stream);
        assert_eq!(header(&head, "upgrade").as_deref(), Some("echo"));
        assert_eq!(header(&head, "connection").as_deref(), Some("upgrade"));
        stream
            .write_all(
                b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n",
            )
            .unwrap();
        let mut bytes = [0; 5];
        while stream.read_exact(&mut bytes).is_ok() {
            stream.write_all(&bytes).unwrap();
        }
        close(&stream);
    });
    let proxy = Running::before(&format!("http://{upstream}"));
    let mut stream = proxy.connect();
    stream
        .write_all(
            b"GET /api/socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n",
        )
        .unwrap();
    let head = read_head(&mut stream);
    assert!(head.starts_with("HTTP/1.1 101"), "{head}");
    assert_eq!(header(&head, "upgrade").as_deref(), Some("echo"));
    for word in [b"hello", b"again"] {
        stream.write_all(word).unwrap();
        let mut back = [0; 5];
        stream.read_exact(&mut back).unwrap();
        assert_eq!(&back, word);
    }
    let checked = proxy.next();
    assert_eq!(
        (checked.status, checked.departures.len()),
        (Some(101), 0),
        "{checked:?}"
    );
    drop(stream);
    proxy.end();
}

#[test]
fn a_server_that_is_down_is_said_to_be() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = listener.local_addr().unwrap();
    drop(listener);
    let proxy = Running::before(&format!("http://{nobody}"));
    let answered = proxy.send(&request("GET /api/things", &[], ""));
    assert!(answered.starts_with("HTTP/1.1 502"), "{answered}");
    let message = format!("http://{nobody} did not answer: Connection refused");
    assert!(answered.contains(&message), "{answered}");
    let checked = proxy.next();
    assert!(checked.failure.unwrap().starts_with(&message));
    assert_eq!(checked.status, None);
    proxy.end();
}

/// Either side may go away in the middle; what is known is told.
#[test]
fn bodies_that_break_off() {
    let upstream = serve(|mut stream| {
        let head = read_head(&mut stream);
        if head.starts_with("PUT") {
            // Until the proxy gives up, as the client did.
            let _ = std::io::copy(&mut stream, &mut std::io::sink());
        } else {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{").unwrap();
        }
        close(&stream);
    });
    let proxy = Running::before(&format!("http://{upstream}"));
    let answered = proxy.send(&request("GET /api/things/1", &[], ""));
    assert!(answered.ends_with("\r\n\r\n{"), "{answered}");
    let checked = proxy.next();
    let messages: Vec<_> = checked
        .departures
        .iter()
        .map(|d| d.message.as_str())
        .collect();
    assert_eq!(messages, ["was not checked: it broke off"]);
    let mut stream = proxy.connect();
    stream.write_all(b"PUT /api/files HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{").unwrap();
    close(&stream);
    let checked = proxy.next();
    assert_eq!(checked.status, None);
    let messages: Vec<_> = checked
        .departures
        .iter()
        .map(|d| d.message.as_str())
        .collect();
    assert_eq!(messages, ["was not checked: it broke off"]);
    proxy.end();
}

#[test]
fn many_at_a_time_are_all_counted() {
    const CLIENTS: usize = 16;
    const EACH: usize = 20;
    let upstream = serve(|mut stream| {
        while !read_request(&mut stream).head.is_empty() {
            let text = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Total: 1\r\nContent-Length: 2\r\n\r\n[]";
            stream.write_all(text.as_bytes()).unwrap();
        }
    });
    let proxy = Running::before(&format!("http://{upstream}"));
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let address = proxy.address;
            scope.spawn(move || {
                for count in 0..EACH {
                    let answered = send(
                        address,
                        &request(
                            &format!("GET /api/things?count={}", client * count),
                            &[],
                            "",
                        ),
                    );
                    assert!(answered.ends_with("\r\n\r\n[]"), "{answered}");
                }
            });
        }
    });
    for _ in 0..CLIENTS * EACH {
        proxy.next();
    }
    let tally = proxy.end();
    // A product of 0, and those above 100.
    let wrong = (0..CLIENTS)
        .flat_map(|c| (0..EACH).map(move |n| c * n))
        .filter(|n| !(1..=100).contains(n));
    assert_eq!(tally.violations(), wrong.count() as u64);
}
