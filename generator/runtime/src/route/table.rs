//! The routing table.

use super::{
    path::{clean, decode, lower},
    template::{Slot, Template},
};
use crate::{BuildError, Operation, tag::Handler};
use http::Method;
use std::{borrow::Cow, collections::HashMap};

/// Where a path leads.
pub(crate) enum Found<'t> {
    Route {
        operation: &'static Operation,
        handler: &'t Handler,
        params: Params,
    },
    /// The path exists; these are its methods.
    Path(Vec<Method>),
    Nothing,
}

/// Parameters of a matched path, still encoded.
#[derive(Debug, Default)]
pub(crate) struct Params {
    text: String,
    slots: Vec<Slot>,
}

impl Params {
    /// The text of a parameter as it came.
    pub(crate) fn raw(&self, name: &str) -> Option<&str> {
        let (_, start, end) = self.slots.iter().find(|(known, ..)| *known == name)?;
        self.text.get(*start..*end)
    }

    /// Names and decoded texts; `Err` with the name where the encoding is broken.
    pub(crate) fn decoded(
        &self,
    ) -> impl Iterator<Item = Result<(&'static str, Cow<'_, str>), &'static str>> {
        self.slots.iter().map(|(name, start, end)| {
            let text = self.text.get(*start..*end).and_then(decode);
            text.map(|text| (*name, text)).ok_or(*name)
        })
    }
}

/// All routes, by path.
pub(crate) struct Table {
    router: matchit::Router<Vec<usize>>,
    places: Vec<Place>,
}

/// One form of path with its methods. Each operation has names of its own for the parameters.
struct Place {
    path: &'static str,
    template: Template,
    routes: Vec<Route>,
}

/// One method of a place.
struct Route {
    operation: &'static Operation,
    handler: Handler,
    /// What the operation calls the parameters of its path, in order.
    names: Box<[&'static str]>,
}

impl Table {
    pub(crate) fn build(
        routes: impl IntoIterator<Item = (&'static Operation, Handler)>,
    ) -> Result<Self, BuildError> {
        let mut places: Vec<Place> = Vec::new();
        for (operation, handler) in routes {
            let path = operation.path;
            let template = Template::parse(path).map_err(|reason| BuildError::Path {
                operation: operation.id,
                path,
                reason,
            })?;
            let names = template.names().collect();
            let known = places
                .iter()
                .position(|place| place.template.is_like(&template));
            let index = known.unwrap_or_else(|| {
                places.push(Place {
                    path,
                    template,
                    routes: Vec::new(),
                });
                places.len() - 1
            });
            let place = &mut places[index];
            if let Some(first) = place.route(&operation.method) {
                return Err(BuildError::Duplicate {
                    first: first.operation.id,
                    second: operation.id,
                });
            }
            place.routes.push(Route {
                operation,
                handler,
                names,
            });
        }
        // Stable: what the document lists first wins among equals.
        places.sort_by_key(|place| std::cmp::Reverse(place.template.weight()));
        let mut keys: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, place) in places.iter().enumerate() {
            keys.entry(place.template.key()).or_default().push(index);
        }
        let mut router = matchit::Router::new();
        for (key, indices) in keys {
            let path = places[indices[0]].path;
            router
                .insert(key, indices)
                .map_err(|error| BuildError::Router {
                    path,
                    reason: error.to_string(),
                })?;
        }
        Ok(Self { router, places })
    }

    pub(crate) fn find(&self, method: &Method, path: &str) -> Found<'_> {
        let Some(clean) = clean(path) else {
            return Found::Nothing;
        };
        let lower = lower(&clean);
        let Some((place, mut slots)) = self.place(&lower) else {
            return Found::Nothing;
        };
        let found = place.route(method).or_else(|| {
            if *method == Method::HEAD {
                place.route(&Method::GET)
            } else {
                None
            }
        });
        match found {
            Some(route) => {
                let text = if slots.is_empty() {
                    String::new()
                } else {
                    clean.into_owned()
                };
                for (slot, name) in slots.iter_mut().zip(&route.names) {
                    slot.0 = name;
                }
                Found::Route {
                    operation: route.operation,
                    handler: &route.handler,
                    params: Params { text, slots },
                }
            }
            None => Found::Path(place.methods()),
        }
    }

    fn place(&self, path: &str) -> Option<(&Place, Vec<Slot>)> {
        let try_place = |place: &usize| {
            let place = self.places.get(*place)?;
            Some((place, place.template.matches(path)?))
        };
        let matched = self.router.at(path).ok()?;
        if let [only] = matched.value.as_slice()
            && matched.params.is_empty()
        {
            return Some((self.places.get(*only)?, Vec::new()));
        }
        matched.value.iter().find_map(try_place).or_else(|| {
            // The router knows segments with literal text only as parameters; when that text does
            // not fit, another branch may.
            (0..self.places.len()).find_map(|index| try_place(&index))
        })
    }
}

impl Place {
    fn route(&self, method: &Method) -> Option<&Route> {
        self.routes
            .iter()
            .find(|route| route.operation.method == *method)
    }

    fn methods(&self) -> Vec<Method> {
        let mut methods: Vec<Method> = Vec::with_capacity(self.routes.len() + 2);
        for route in &self.routes {
            methods.push(route.operation.method.clone());
            if route.operation.method == Method::GET && self.route(&Method::HEAD).is_none() {
                methods.push(Method::HEAD);
            }
        }
        if !methods.contains(&Method::OPTIONS) {
            methods.push(Method::OPTIONS);
        }
        methods
    }
}
