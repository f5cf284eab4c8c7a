//! Good requests, and what is put into them.

/// A request in its parts, none of which need to make sense.
#[derive(Clone)]
pub struct Seed {
    pub method: Vec<u8>,
    pub target: Vec<u8>,
    pub headers: Vec<(Vec<u8>, Vec<u8>)>,
    pub body: Vec<u8>,
}

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method.escape_ascii(), self.target.escape_ascii())?;
        for (name, value) in &self.headers {
            write!(f, "\n  {}: {}", name.escape_ascii(), value.escape_ascii())?;
        }
        write!(f, "\n  {}", self.body.escape_ascii())
    }
}

/// A request of a line and a body; its type comes first, if there is one.
fn seed(line: &str, headers: &[(&str, &str)], body: &str) -> Seed {
    let (method, target) = line.split_once(' ').unwrap();
    let bytes = |text: &str| text.as_bytes().to_vec();
    let headers = headers.iter().map(|(name, value)| (bytes(name), bytes(value)));
    Seed {
        method: bytes(method),
        target: bytes(target),
        headers: headers.collect(),
        body: bytes(body),
    }
}

fn typed(line: &str, content_type: &str, body: &str) -> Seed {
    seed(line, &[("content-type", content_type)], body)
}

/// A multipart body of parts as they are; the boundary is `x`.
pub fn multipart(parts: &[impl AsRef<str>]) -> String {
    let parts = parts.iter().map(|part| format!("--x\r\n{}\r\n", part.as_ref()));
    parts.chain(["--x--\r\n".to_owned()]).collect()
}

fn parts(line: &str, parts: &[&str]) -> Seed {
    typed(line, "multipart/form-data; boundary=x", &multipart(parts))
}

pub fn of_answers() -> Vec<Seed> {
    let accept = [("accept", "text/csv;q=0.3, application/json")];
    ["/headers", "/events", "/lines", "/any", "//HEADERS/", "/%68eaders"]
        .map(|path| seed(&format!("GET {path}"), &accept, ""))
        .into()
}

pub fn of_directions() -> Vec<Seed> {
    let user = r#"{"name":"Ada","password":"secret","plan":{"level":1},"friends":[{"name":"Bo","password":"hidden","plan":{"level":2}}]}"#;
    vec![
        typed("POST /users", "application/json", user),
        typed("PUT /users", "application/json", &format!(r#"[{user},{{"device":"a"}}]"#)),
        typed("POST /logins", "application/json; charset=utf-8", r#"{"secret":"s"}"#),
    ]
}

pub fn of_encodings() -> Vec<Seed> {
    let form = "pipes=a%7Cb&spaces=a+b&commas=1,2&deep[a]=1&deep[list][]=x&x=1&y=z&turns=at,1&json=%7B%22at%22:1%7D&plain=a&plain=b";
    vec![
        parts(
            "POST /parts",
            &[
                "content-disposition: form-data; name=\"meta\"\r\ncontent-type: application/json\r\n\r\n{\"at\":1}",
                "content-disposition: form-data; name=\"counts\"\r\n\r\n[1,2]",
                "content-disposition: form-data; name=\"ids\"\r\n\r\n1",
                "content-disposition: form-data; name=\"ids\"\r\n\r\n2",
                "content-disposition: form-data; name=\"note\"\r\ncontent-type: text/plain\r\n\r\nhello",
                "content-disposition: form-data; name=\"pictures\"; filename=\"a.png\"\r\ncontent-type: image/png\r\n\r\nPNG",
                "content-disposition: form-data; name=\"cover\"; filename=\"c\"\r\nx-digest: abc\r\n\r\nbytes",
            ],
        ),
        typed("POST /form", "application/x-www-form-urlencoded", form),
        typed("POST /form", "application/json", r#"{"pipes":["a"],"commas":[1],"deep":{"a":1,"in":{"at":2}},"spread":{"x":1}}"#),
        typed("POST /texts", "text/markdown", "abcd"),
        typed("PUT /texts", "text/plain; charset=utf-8", "7"),
        typed("POST /any", "application/x-yaml", r#"{"at":1,"name":"x"}"#),
        typed("PUT /any", "application/vnd.meta+json", r#"{"at":1}"#),
        typed("PUT /any", "text/plain", "on"),
        typed("PUT /any", "image/png", "PNG"),
        seed("PUT /any", &[], ""),
    ]
}

pub fn of_modern() -> Vec<Seed> {
    vec![
        typed("PUT /things", "application/json", r#"{"kind":"thing","name":null,"size":"abc","above":2,"parent":{"kind":"thing"},"owner":{"boss":{}},"data":"aGk=","tags":["new"]}"#),
        seed("GET /shared?limit=3", &[], ""),
        parts(
            "PUT /icon",
            &[
                "content-disposition: form-data; name=\"icon\"; filename=\"i.png\"\r\ncontent-type: image/png\r\n\r\nPNG",
                "content-disposition: form-data; name=\"note\"\r\n\r\nn",
            ],
        ),
    ]
}

pub fn of_security() -> Vec<Seed> {
    let mut all = Vec::new();
    for path in ["/required", "/optional", "/none", "/scopes", "/both", "/either", "/any"] {
        for headers in [
            &[("authorization", "Bearer good")][..],
            &[("authorization", "Basic Z29vZDpi"), ("x-api-key", "good")],
            &[("cookie", "sid=good"), ("x-api-key", "weak")],
            &[("authorization", "Digest username=\"good\"")],
        ] {
            all.push(seed(&format!("GET {path}?key=good"), headers, ""));
        }
    }
    all
}

pub fn of_streams() -> Vec<Seed> {
    let video = [
        "content-disposition: form-data; name=\"name\"\r\n\r\nFilm",
        "content-disposition: form-data; name=\"video\"; filename=\"v\"\r\ncontent-type: video/mp4\r\nx-digest: d\r\n\r\nbytes",
        "content-disposition: form-data; name=\"tags\"\r\n\r\na",
        "content-disposition: form-data; name=\"tags\"\r\n\r\nb",
        "content-disposition: form-data; name=\"notes\"\r\n\r\n[{\"at\":1}]",
    ];
    vec![
        parts("PUT /videos/1", &video),
        parts("POST /open", &["content-disposition: form-data; name=\"a\"\r\n\r\n1"]),
        parts("POST /closed", &["content-disposition: form-data; name=\"on\"\r\n\r\ntrue"]),
    ]
}

pub fn of_styles() -> Vec<Seed> {
    let headers = [
        ("x-ids", "1, 2"),
        ("x-colour", "r, 1, name, red"),
        ("x-exploded", "r=2,g=3"),
        ("x-json", r#"{"r":4}"#),
        ("cookie", "ids=a,b%2Cc; colour=r,1; many=x; many=y"),
    ];
    let mut all = vec![seed("GET /headers", &headers, "")];
    all.extend(
        [
            "/simple/a%2Cb/c%2Cd,e/r,1,name,x%2Cy/r=1,name=%3D",
            "/label/.a%2Eb/.c.d/.e.f/.r.1.g.2/.r=1.name=x%3Dy",
            "/matrix/;one=a%3Bb/;list=c,d%2Ce/;exploded=f,g;exploded=h/;object=r,1,g,2/;r=1;name=%3B",
            "/form?one=a%26b+c&repeated=x,y&repeated=z&list=d%2Ce,f+g&object=r,1,name,a%2Cb&g=2&name=n&either=7&given=",
            "/delimited?spaces=a%20b+c%2Cd&pipes=a|b%7Cc%20d&object=r|1%7Cg|2",
            "/deep?flat[r]=1&flat%5Bname%5D=x&map[a]=1&map[b]=2&filter[tags]=a&filter[tags]=b&filter[at][from]=3&expand[]=x",
            "/required?r=1",
            "/open?a=1&page=2&b=3",
            "/flags?count=&text=&reserved=a+b/c?d%20e&list=a+b&list=c&json=%7B%22r%22:1%7D&text_plain=t",
        ]
        .map(|target| seed(&format!("GET {target}"), &[], "")),
    );
    all
}

pub fn of_secrets() -> Vec<Seed> {
    vec![
        typed("POST /login?token=t", "application/json", r#"{"password":"secret","pin":1,"codes":["a"]}"#),
        typed("POST /keys/a/b,c?list=d&deep[pin]=1&json={%22pin%22:1}", "application/json", r#"{"either":1,"named":{"a":"b"}}"#),
        typed("POST /keys/a/b", "application/x-www-form-urlencoded", "password=a&named[a]=b&answer=yes"),
        typed("POST /keys/a/b", "text/plain", "abc"),
    ]
}

/// Media types, known and broken ones.
pub const TYPES: &[&str] = &[
    "application/json",
    "application/json; charset=latin1",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "multipart/form-data; boundary=\"\"",
    "multipart/form-data; boundary=y",
    "multipart/mixed; boundary=x",
    "text/plain",
    "image/png",
    "application/octet-stream",
    "*/*",
    "/",
    "",
    ";;;",
];

/// What requests are made of, where it ends and what breaks it.
pub const FRAGMENTS: &[&[u8]] = &[
    b"/", b"//", b"?", b"#", b"&", b"=", b";", b",", b".", b"..", b"%", b"%00", b"%2F", b"%ff", b"%C3", b"%zz", b"+", b" ", b"|",
    b"[", b"]", b"[0]", b"[]", b"[a]", b"[a][b]", b"[99999999999999999999]", b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    b"{", b"}", b"{\"at\":", b"null", b"true", b"-1", b"1e999", b"99999999999999999999999", b"0.1", b"\"", b"\\", b"\\u0000", b"\\ud800",
    b"\x00", b"\x80", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3\xa9", b"\r\n", b"\r\n\r\n", b"\n", b"--x", b"--x--", b"\r\n--x\r\n", b"--x--\r\n",
    b"content-disposition: form-data", b"; name=\"note\"", b"; filename=\"a\"", b"content-type: image/png", b"content-type: \xff",
    b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
];
