//! Styles of parameters, of inputs that no request can be made of and of those that are broken.

use openapi_stubs_runtime::{self as rt, Decode, Fields, Input, Location, Part, Style};

#[derive(Debug)]
struct One(Vec<String>);

impl Decode for One {
    fn decode(f: &mut Fields<'_, '_>) -> Option<Self> {
        let read = f.styled("k", Style::List(','));
        read.list(|at| at.text().required()).required().map(Self)
    }
}

fn read(location: Location, input: Input<'_>) -> Result<Vec<String>, Vec<String>> {
    let mut violations = Vec::new();
    let read = rt::decode::<One>(location, input, &mut violations);
    let names = violations.into_iter().map(|violation| violation.name);
    read.map(|One(items)| items).ok_or(names.collect())
}

#[test]
fn delimiters_are_looked_for_before_encoding_is_undone() {
    let query = |text| read(Location::Query, Input::query(text)).unwrap();
    assert_eq!(query("k=a,b%2Cc"), ["a", "b,c"]);
    assert_eq!(query("%6B=a%ff+,&k=c"), ["a\u{fffd} ", "", "c"]);
    assert!(query("k=").is_empty());
    assert_eq!(
        read(Location::Query, Input::query("j=a")),
        Err(vec!["k".to_owned()])
    );
}

#[test]
fn texts_that_were_never_encoded_are_taken_as_they_are() {
    let pairs = vec![("k".into(), Part::Text("a%2Cb,c".into()))];
    let read = read(Location::Body, Input::pairs(pairs));
    assert_eq!(read.unwrap(), ["a%2Cb", "c"]);
}

#[test]
fn a_form_that_is_no_utf8_is_read_all_the_same() {
    let read = read(Location::Body, Input::form(b"k=a,b\xff"));
    assert_eq!(read.unwrap(), ["a", "b\u{fffd}"]);
}
