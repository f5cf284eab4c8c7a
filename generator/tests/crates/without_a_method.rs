//! An implementation without one of the methods.

use golden_parameters::security::Backend;
use golden_parameters::things::{
    ListThingsCookies, ListThingsHeaders, ListThingsPath, ListThingsQuery, ListThingsResponse,
    Things,
};
use openapi_stubs_runtime as rt;

struct Shop;

impl Backend for Shop {
    type Caller = ();
    type Error = rt::Problem;
    fn problem(&self, _: &'static rt::Operation, error: rt::Problem) -> rt::Problem {
        error
    }
    fn scaffolded(&self, operation: &'static str) -> rt::Problem {
        rt::Problem::not_implemented(operation)
    }
}

impl Things for Shop {
    async fn list_things(
        &self,
        _: ListThingsPath,
        _: ListThingsQuery,
        _: ListThingsHeaders,
        _: ListThingsCookies,
    ) -> Result<ListThingsResponse, rt::Problem> {
        Ok(ListThingsResponse::Ok(Vec::new()))
    }
}

fn main() {}
