//! Styles of parameters.

use openapi_stubs_runtime as rt;
use wire_styles::default::*;
use wire_styles::models::schemas::Colour;

use crate::served::{Noted, Served, open, served};

open!(wire_styles);

/// Shorter than the type's own.
fn short(colour: Option<Colour>) -> String {
    colour.map_or("-".into(), |colour| {
        let number = |value: Option<i64>| value.map_or("-".into(), |value| value.to_string());
        let name = colour.name.unwrap_or_default();
        format!("{} {} {name}", number(colour.r), number(colour.g))
            .trim_end()
            .to_owned()
    })
}

impl DefaultModel for Noted {
    async fn get_simple(&self, path: GetSimplePath) -> Result<GetSimpleResponse, rt::Problem> {
        let colours = (short(Some(path.object)), short(Some(path.exploded)));
        self.note((path.one, path.list, colours));
        Ok(GetSimpleResponse::NoContent)
    }
    async fn get_label(&self, path: GetLabelPath) -> Result<GetLabelResponse, rt::Problem> {
        let colours = (short(Some(path.object)), short(Some(path.assigned)));
        self.note((path.one, path.list, path.exploded, colours));
        Ok(GetLabelResponse::NoContent)
    }
    async fn get_matrix(&self, path: GetMatrixPath) -> Result<GetMatrixResponse, rt::Problem> {
        let colours = (short(Some(path.object)), short(Some(path.assigned)));
        self.note((path.one, path.list, path.exploded, colours));
        Ok(GetMatrixResponse::NoContent)
    }
    async fn get_form(&self, query: GetFormQuery) -> Result<GetFormResponse, rt::Problem> {
        let colours = (short(query.object), short(query.spread));
        self.note((
            query.one,
            query.repeated,
            query.list,
            colours,
            query.either,
            query.given,
        ));
        Ok(GetFormResponse::NoContent)
    }
    async fn get_delimited(
        &self,
        query: GetDelimitedQuery,
    ) -> Result<GetDelimitedResponse, rt::Problem> {
        self.note((query.spaces, query.pipes, short(query.object)));
        Ok(GetDelimitedResponse::NoContent)
    }
    async fn get_deep(&self, query: GetDeepQuery) -> Result<GetDeepResponse, rt::Problem> {
        let filter = query
            .filter
            .map(|filter| (filter.tags, filter.at.and_then(|at| at.from)));
        self.note((short(query.flat), query.map, filter, query.expand));
        Ok(GetDeepResponse::NoContent)
    }
    async fn get_required(
        &self,
        query: GetRequiredQuery,
    ) -> Result<GetRequiredResponse, rt::Problem> {
        self.note(query.colour.r);
        Ok(GetRequiredResponse::NoContent)
    }
    async fn get_open(&self, query: GetOpenQuery) -> Result<GetOpenResponse, rt::Problem> {
        self.note((query.rest, query.page));
        Ok(GetOpenResponse::NoContent)
    }
    async fn get_flags(&self, query: GetFlagsQuery) -> Result<GetFlagsResponse, rt::Problem> {
        let texts = (query.text, query.reserved, query.list, query.text_plain);
        self.note((query.count, texts, short(query.json)));
        Ok(GetFlagsResponse::NoContent)
    }
    async fn get_headers(
        &self,
        headers: GetHeadersHeaders,
        cookies: GetHeadersCookies,
    ) -> Result<GetHeadersResponse, rt::Problem> {
        let colours = [
            headers.x_colour,
            headers.x_exploded,
            headers.x_json,
            cookies.colour,
        ];
        self.note((headers.x_ids, colours.map(short), cookies.ids, cookies.many));
        Ok(GetHeadersResponse::NoContent)
    }
}

/// The crate in the hands of [`Noted`].
pub fn served() -> Served {
    served!(wire_styles)
}

pub async fn check() {
    let served = served();
    paths(&served).await;
    queries(&served).await;
    flags(&served).await;
    headers(&served).await;
}

async fn paths(served: &Served) {
    // An encoded delimiter is data.
    assert_eq!(
        served
            .got("/simple/a%2Cb/c%2Cd,e/r,1,name,x%2Cy/r=1,name=%3D")
            .await,
        r#"("a,b", ["c,d", "e"], ("1 - x,y", "1 - ="))"#
    );
    assert_eq!(
        served.refused("/simple/a/b/r,1,g/r").await,
        ["object", "exploded"]
    );
    assert_eq!(
        served
            .got("/label/.a%2Eb/.c.d/.e.f/.r.1.g.2/.r=1.name=x%3Dy")
            .await,
        r#"("a.b", ["c", "d"], ["e", "f"], ("1 2", "1 - x=y"))"#
    );
    // From edition 3.0.4 on there are commas, unless it is exploded.
    assert_eq!(
        served.got("/label/.a,b/.c.x,d/.e,f/.r,1,g,2/.r=1").await,
        r#"("a,b", ["c.x", "d"], ["e,f"], ("1 2", "1 -"))"#
    );
    assert_eq!(
        served.refused("/label/a/b,c/d/r.1/r=1").await,
        ["one", "list", "exploded", "object", "assigned"]
    );
    assert_eq!(
        served
            .got("/matrix/;one=a%3Bb/;list=c,d%2Ce/;exploded=f,g;exploded=h/;object=r,1,g,2/;r=1;name=%3B")
            .await,
        r#"("a;b", ["c", "d,e"], ["f,g", "h"], ("1 2", "1 - ;"))"#
    );
    assert_eq!(
        served
            .got("/matrix/;one/;list/;exploded=/;object=r,1/;r=1")
            .await,
        r#"("", [], [""], ("1 -", "1 -"))"#
    );
    assert_eq!(
        served
            .refused("/matrix/one=a/;b=c,d/;exploded=a;b=1/;r=1/;r")
            .await,
        ["one", "list", "exploded", "object", "assigned.r"]
    );
}

async fn queries(served: &Served) {
    assert_eq!(
        served
            .got("/form?one=a%26b+c&repeated=x,y&repeated=z&list=d%2Ce,f+g&object=r,1,name,a%2Cb&g=2&name=n&either=7&given=")
            .await,
        r#"(Some("a&b c"), Some(["x,y", "z"]), Some(["d,e", "f g"]), ("1 - a,b", "- 2 n"), Some(Integer(7)), [])"#
    );
    assert_eq!(
        served.got("/form?either=a,b").await,
        r#"(None, None, None, ("-", "-"), Some(List(["a", "b"])), [1, 2])"#
    );
    assert_eq!(
        served
            .refused("/form?r=x&object=r,y&given=1,z&repeated=a")
            .await,
        ["object.r", "r", "given[1]"]
    );
    assert_eq!(
        served
            .got("/delimited?spaces=a%20b+c%2Cd&pipes=a|b%7Cc%20d&object=r|1%7Cg|2")
            .await,
        r#"(Some(["a", "b", "c,d"]), Some(["a", "b", "c d"]), "1 2")"#
    );
    assert_eq!(
        served
            .got("/deep?flat[r]=1&flat%5Bname%5D=x&map[a]=1&map[b]=2&filter[tags]=a&filter[tags]=b&filter[at][from]=3&expand[]=x&expand[]=y")
            .await,
        r#"("1 - x", Some({"a": 1, "b": 2}), Some((Some(["a", "b"]), Some(3))), Some(["x", "y"]))"#
    );
    assert_eq!(
        served
            .got("/deep?filter[tags][1]=b&filter[tags][0]=a&expand[0]=x")
            .await,
        r#"("-", None, Some((Some(["a", "b"]), None)), Some(["x"]))"#
    );
    assert_eq!(
        served.refused("/deep?flat[r]=x&map[a]=y&flat=1").await,
        ["flat", "map.a"]
    );
    assert_eq!(served.got("/required?r=1").await, "1");
    assert_eq!(served.refused("/required").await, ["r"]);
    assert_eq!(
        served.got("/open?a=1&page=2&b=3").await,
        r#"(Some({"a": 1, "b": 3}), Some(2))"#
    );
    assert_eq!(served.refused("/open?a=x").await, ["a"]);
}

async fn flags(served: &Served) {
    assert_eq!(
        served
            .got("/flags?count=&text=&reserved=a+b/c?d%20e&list=a+b&list=c&json=%7B%22r%22:1%7D&text_plain=t")
            .await,
        r#"(3, (Some(""), Some("a+b/c?d e"), Some(["a+b", "c"]), Some("t")), "1 -")"#
    );
    assert_eq!(
        served
            .refused("/flags?count=x&json=%7B&reserved=a&reserved=b")
            .await,
        ["count", "reserved", "json"]
    );
}

async fn headers(served: &Served) {
    let headers = [
        ("x-ids", "1, 2"),
        ("x-ids", "3"),
        ("x-colour", "r, 1, name, red"),
        ("x-exploded", "r=2,g=3"),
        ("x-json", r#"{"r":4}"#),
        ("cookie", "ids=a,b%2Cc; colour=r,1; many=x; many=y"),
    ];
    assert_eq!(
        served.noted("GET /headers", &headers, "").await,
        r#"(Some([1, 2, 3]), ["1 - red", "2 3", "4 -", "1 -"], Some(["a", "b,c"]), Some(["x", "y"]))"#
    );
    let answer = served
        .send(
            "GET /headers",
            &[("x-ids", "1,x"), ("cookie", "colour=r")],
            "",
        )
        .await;
    assert_eq!(answer.refused(), ["X-Ids[1]", "colour"]);
}
