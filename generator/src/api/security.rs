//! Who may call an operation, and how callers show who they are.

/// Who may call an operation.
#[derive(Debug, Clone, Default)]
pub struct Security {
    /// An empty requirement is among the alternatives.
    pub optional: bool,
    /// Alternatives; each lists what must hold together.
    pub alternatives: Vec<Vec<Requirement>>,
}

/// Credentials of one scheme.
#[derive(Debug, Clone)]
pub struct Requirement {
    /// Method of `Backend`, snake case.
    pub scheme: String,
    /// Variants of `Scope`.
    pub scopes: Vec<String>,
}

/// A way of showing who one is.
#[derive(Debug, Clone)]
pub struct SecurityScheme {
    /// Name in the document, `OAuth2`.
    pub wire: String,
    /// Method of `Backend`, `oauth2`.
    pub name: String,
    /// Markdown.
    pub description: String,
    /// Where the credentials stand.
    pub kind: SchemeKind,
}

/// Where credentials stand in a request.
#[derive(Debug, Clone)]
pub enum SchemeKind {
    /// `Authorization: Bearer` (http bearer, oauth2, openIdConnect).
    Bearer,
    /// `Authorization: Basic`.
    Basic,
    /// `Authorization` with another scheme, `Digest`: the backend reads what follows.
    Http(String),
    /// The header of this name.
    ApiKeyHeader(String),
    /// The query parameter of this name.
    ApiKeyQuery(String),
    /// The cookie of this name.
    ApiKeyCookie(String),
}
