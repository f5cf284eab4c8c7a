use super::*;

fn read(text: &str, variables: &[(&str, &str)]) -> (Config, Vec<String>) {
    read_as("peertube.yaml", text, variables)
}

fn read_as(name: &str, text: &str, variables: &[(&str, &str)]) -> (Config, Vec<String>) {
    let variables = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let loaded = parse(Path::new(name), text, variables);
    let findings = loaded.findings.iter().map(ToString::to_string).collect();
    (loaded.config, findings)
}

#[test]
fn yaml_then_variables() {
    let (config, findings) = read(
        "listen:\n  port: 80\n  hostname: '::'\nuser:\n  video_quota: 5GB\nrates_limit:\n  api:\n    window: 1 minute\ntrust_proxy: [loopback, 10.0.0.0/8]\n",
        &[
            ("PEERTUBE_LISTEN_PORT", "8080"),
            ("PEERTUBE_SECRET", "abc"),
            ("PEERTUBE_TRANSCODING_720P", "true"),
            ("PEERTUBE_SIGNUP_ENABLED", ""),
            ("HOME", "/root"),
        ],
    );
    assert_eq!(findings, Vec::<String>::new());
    assert_eq!(config.listen.port, 8080);
    assert_eq!(config.listen.hostname, "::");
    assert_eq!(config.user.video_quota.as_signed(), 5 << 30);
    assert_eq!(config.rates_limit.api.window.as_secs(), 60);
    assert_eq!(config.trust_proxy, ["loopback", "10.0.0.0/8"]);
    assert_eq!(config.secrets.peertube.expose(), "abc");
    assert_eq!(config.transcoding.resolutions.enabled(), [720]);
}

#[test]
fn json_with_tabs() {
    let (config, findings) = read_as(
        "peertube.json",
        "{\n\t\"listen\": {\n\t\t\"port\": 81\n\t},\n\t\"signup\": { \"enabled\": true }\n}\n",
        &[],
    );
    assert_eq!(findings, Vec::<String>::new());
    assert_eq!(config.listen.port, 81);
    assert!(config.signup.enabled);
}

#[test]
fn wrong_values_name_file_line_key_and_what_is_allowed() {
    let (config, findings) = read(
        "listen:\n  port: eighty\nsignup: yes please\ninstance:\n  default_nsfw_policy: hide\n\nlog:\n  level: verbose\nhttp_timeouts:\n  request: soon\n",
        &[("PEERTUBE_SIGNUP_LIMIT", "many")],
    );
    assert_eq!(config.listen.port, 9000);
    assert_eq!(
        findings,
        [
            "peertube.yaml:2: error: `listen.port`: found the text \"eighty\"; allowed: a whole number from 0 to 65535",
            "peertube.yaml:3: error: `signup`: found the text \"yes please\"; allowed: a section of keys",
            "peertube.yaml:5: error: `instance.default_nsfw_policy`: found the text \"hide\"; allowed: one of do_not_list, warn, blur, display",
            "peertube.yaml:8: error: `log.level`: found the text \"verbose\"; allowed: one of info, debug, warn, error",
            "peertube.yaml:10: error: `http_timeouts.request`: found the text \"soon\"; allowed: a duration: a number of milliseconds or `<number> <unit>` with ms, second(s), minute(s), hour(s), day(s), week(s), month(s) or year(s)",
            "environment variable PEERTUBE_SIGNUP_LIMIT: error: `signup.limit`: found the text \"many\"; allowed: a whole number",
        ]
    );
}

#[test]
fn unknown_keys_are_warnings_and_peertubes_own_are_notes() {
    let (_, findings) = read(
        "listen:\n  prot: 80\nredis:\n  hostname: redis\nkubernetes: true\nsignup:\n",
        &[
            ("PEERTUBE_LISTEN_PROT", "80"),
            ("PEERTUBE_REDIS_HOSTNAME", "redis"),
            ("PEERTUBE_DB_HOSTNAME", "db"),
        ],
    );
    assert_eq!(
        findings,
        [
            "peertube.yaml:2: warning: unknown key `listen.prot`; did you mean `listen.port`?",
            "peertube.yaml:4: note: `redis.hostname` has no effect in this version",
            "peertube.yaml:5: warning: unknown key `kubernetes`",
            "environment variable PEERTUBE_LISTEN_PROT: warning: stands for no key and has no effect",
        ]
    );
}

#[test]
fn rules_between_keys_point_at_the_line_that_breaks_them() {
    let (_, findings) = read(
        "transcoding:\n  enabled: true\n  hls:\n    enabled: false\nlive:\n  enabled: true\n  rtmp:\n    enabled: false\n",
        &[],
    );
    assert_eq!(
        findings,
        [
            "peertube.yaml:2: error: `transcoding.enabled`: transcoding makes nothing: switch on `transcoding.web_videos.enabled` or `transcoding.hls.enabled`",
            "peertube.yaml:6: error: `live.enabled`: live needs `live.rtmp.enabled` or `live.rtmps.enabled`",
        ]
    );
}

#[test]
fn broken_files_say_where() {
    let (_, findings) = read("listen:\n  port: [1\nsignup: {}\n", &[]);
    assert_eq!(findings.len(), 1);
    assert!(findings[0].starts_with("peertube.yaml:"), "{findings:?}");
    let (_, findings) = read("- a\n- b\n", &[]);
    assert_eq!(
        findings,
        ["peertube.yaml:1: error: found a list; a configuration file holds sections of keys"]
    );
    let (_, findings) = read("listen:\n  port: 1\n  port: 2\n", &[]);
    assert_eq!(
        findings,
        ["peertube.yaml:3: error: duplicated key in mapping"]
    );
}

#[test]
fn empty_files_are_the_defaults() {
    for text in ["", "# nothing\n", "---\n"] {
        let (config, findings) = read(text, &[]);
        assert_eq!(findings, Vec::<String>::new());
        assert_eq!(config, Config::default());
    }
}

#[test]
fn what_is_printed_reads_back_and_hides_secrets() {
    let mut config = Config::default();
    config.secrets.peertube = "very secret".to_owned().into();
    let Ok(yaml) = to_yaml(&config) else {
        panic!("cannot print");
    };
    assert!(!yaml.contains("very secret"));
    let (read_back, findings) = read(&yaml, &[]);
    assert_eq!(findings, Vec::<String>::new());
    config.secrets.peertube = "***".into();
    config.database.password = "***".into();
    assert_eq!(read_back, config);
}

#[test]
fn uploads_are_kept_where_every_server_finds_them() {
    let bucket = "object_storage:\n  enabled: true\n  endpoint: s3.example.org\n  credentials: {access_key_id: a, secret_access_key: b}\n";
    let kept = |text: &str| {
        let (config, findings) = read(text, &[]);
        assert_eq!(findings, Vec::<String>::new(), "{text}");
        config.keeps_uploads_in_object_storage()
    };
    assert!(!kept(""));
    assert!(!kept("database: {url: 'postgres:'}\n"));
    assert!(!kept(bucket));
    assert!(kept(&format!("{bucket}database: {{url: 'postgres:'}}\n")));
    assert!(kept(&format!(
        "{bucket}uploads: {{storage: object-storage}}\n"
    )));
    assert!(!kept(&format!(
        "{bucket}database: {{url: 'postgres:'}}\nuploads: {{storage: directory}}\n"
    )));
    let (_, findings) = read("uploads:\n  storage: object-storage\n", &[]);
    assert_eq!(
        findings,
        [
            "peertube.yaml:2: error: `uploads.storage`: uploads can only be kept in object storage where `object_storage.enabled` is true"
        ]
    );
    let (_, findings) = read(
        &format!("{bucket}  uploads:\n    prefix: web-videos/\n"),
        &[],
    );
    assert_eq!(findings.len(), 1, "{findings:?}");
}
