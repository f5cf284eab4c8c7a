//! What can depart, and how grave it is.

use serde::Serialize;

/// Which of the two departs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The client's.
    Request,
    /// The server's.
    Response,
}

/// How grave a departure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Worth knowing, and against no rule.
    Note,
    /// The document does not know the operation.
    Undocumented,
    /// The document says otherwise.
    Violation,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $code:literal, $side:ident, $level:ident;)*) => {
        /// Kinds of departures.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($(#[$doc])* $kind,)* }

        impl Kind {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// Stable name.
            pub fn code(self) -> &'static str {
                match self { $(Self::$kind => $code,)* }
            }

            /// Whose it is.
            pub fn side(self) -> Side {
                match self { $(Self::$kind => Side::$side,)* }
            }

            /// How grave it is.
            pub fn level(self) -> Level {
                match self { $(Self::$kind => Level::$level,)* }
            }
        }
    };
}

kinds! {
    /// No path of the document fits.
    PathUndocumented = "path-undocumented", Request, Undocumented;
    /// The path has other methods.
    MethodUndocumented = "method-undocumented", Request, Undocumented;
    /// The path fits but for case or slashes.
    PathInexact = "path-inexact", Request, Note;
    /// A required parameter is not there.
    ParameterMissing = "parameter-missing", Request, Violation;
    /// A parameter cannot be read or breaks its schema.
    ParameterInvalid = "parameter-invalid", Request, Violation;
    /// A parameter of the query is not in the document.
    ParameterUnknown = "parameter-unknown", Request, Note;
    /// No alternative of the operation's security is there.
    SecurityMissing = "security-missing", Request, Violation;
    /// A required body is not there.
    RequestBodyMissing = "request-body-missing", Request, Violation;
    /// A body where the document has none.
    RequestBodyUndocumented = "request-body-undocumented", Request, Note;
    /// A media type that the operation does not take.
    RequestMediaUndocumented = "request-media-undocumented", Request, Violation;
    /// No JSON, or no form.
    RequestBodyMalformed = "request-body-malformed", Request, Violation;
    /// The body breaks its schema.
    RequestBodyInvalid = "request-body-invalid", Request, Violation;
    /// The body has what only responses have.
    RequestBodyReadOnly = "request-body-read-only", Request, Note;
    /// A value fits more than one form of a `oneOf`.
    RequestAmbiguous = "request-ambiguous", Request, Note;
    /// The request's body could not be judged.
    RequestUnchecked = "request-unchecked", Request, Note;
    /// The operation does not answer with this status.
    StatusUndocumented = "status-undocumented", Response, Violation;
    /// The status follows from HTTP, but the document does not have it.
    StatusImplied = "status-implied", Response, Note;
    /// The response does not come in this media type.
    ResponseMediaUndocumented = "response-media-undocumented", Response, Violation;
    /// A body without `Content-Type`.
    ResponseMediaMissing = "response-media-missing", Response, Violation;
    /// A body where the document has none.
    ResponseBodyUndocumented = "response-body-undocumented", Response, Note;
    /// A body where HTTP allows none.
    ResponseBodyForbidden = "response-body-forbidden", Response, Violation;
    /// No JSON.
    ResponseBodyMalformed = "response-body-malformed", Response, Violation;
    /// The body breaks its schema.
    ResponseBodyInvalid = "response-body-invalid", Response, Violation;
    /// The body has what only requests have.
    ResponseBodyWriteOnly = "response-body-write-only", Response, Violation;
    /// A required header is not there.
    HeaderMissing = "header-missing", Response, Violation;
    /// A header cannot be read or breaks its schema.
    HeaderInvalid = "header-invalid", Response, Violation;
    /// A value fits more than one form of a `oneOf`.
    ResponseAmbiguous = "response-ambiguous", Response, Note;
    /// The response's body could not be judged.
    ResponseUnchecked = "response-unchecked", Response, Note;
}

impl Serialize for Kind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// One way in which a request or a response departs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Departure {
    /// Of which kind.
    pub kind: Kind,
    /// How grave it is.
    pub level: Level,
    /// Whose it is.
    pub side: Side,
    /// What it is about: ``query `count` ``, `body /data/0/name`, `status`.
    pub place: String,
    /// What is wrong; never with the value of a secret.
    pub message: String,
}

impl Departure {
    /// A departure of a kind.
    pub fn new(kind: Kind, place: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            kind,
            level: kind.level(),
            side: kind.side(),
            place: place.into(),
            message: message.into(),
        }
    }
}
