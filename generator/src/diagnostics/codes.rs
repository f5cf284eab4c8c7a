//! The codes of findings: one table, from which `DIAGNOSTICS.md` and `openapi-stubs explain` are made.
//!
//! To add one, write an entry (`Severity Variant = "kebab-case-name";`, above it what it means and what to do), use it in
//! `finding` or `refuse`, put a small document that has it into `tests/broken` (or `tests/warned`, if it is a warning), and run
//! `INSTA_UPDATE=always cargo test -p openapi-stubs --test reports`, which also writes `DIAGNOSTICS.md`. A name never changes
//! once it was released: tools filter by it. The severity belongs to the code:
//!
//! * `Error`: the document contradicts OpenAPI or itself; nothing is written.
//! * `Unsupported`: the document is right, but this generator cannot do it. The operation is skipped if `--keep-going` or
//!   `skip` allows that; otherwise nothing is written.
//! * `Warning`: the crate is written; something is ignored, guessed or missing.

use super::Severity;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $severity:ident $variant:ident = $name:literal;)+) => {
        /// What kind of finding it is; stable, for tools.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name, as reports show it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// How bad a finding of this code is.
            pub const fn severity(self) -> Severity {
                match self {
                    $(Self::$variant => Severity::$severity,)+
                }
            }

            /// What it means and what to do, in Markdown.
            pub const fn explanation(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc, "\n"),+),)+
                }
            }
        }
    };
}

codes! {
    // Files.

    /// A file cannot be read: it is not there, is a folder, or may not be opened. Paths in a `$ref` are relative to the
    /// file that holds it.
    Error FileUnreadable = "file-unreadable";
    /// A file is larger than any document ought to be, and is not read.
    Error FileTooLarge = "file-too-large";
    /// A file is not UTF-8. Save it as UTF-8; UTF-16 and Latin-1 are not read.
    Error NotUtf8 = "not-utf8";
    /// A file is not YAML. The place is where the parser gave up; the cause is often a line above: indentation, a missing
    /// quote, or a text with `: ` in it that is not quoted.
    Error NotYaml = "not-yaml";
    /// A file whose name ends in `.json` is not JSON.
    Error NotJson = "not-json";
    /// A key stands twice in one mapping, so that one of the two values would be lost.
    Error DuplicateKey = "duplicate-key";
    /// A key of a mapping is itself a mapping, a list or a number that JSON does not have.
    Error KeyNotText = "key-not-text";
    /// An alias (`*name`) has no anchor (`&name`) before it, or a merge key (`<<`) brings in something else than a mapping.
    Error AliasInvalid = "alias-invalid";
    /// A value does not fit its tag, such as `!!int` before a text, or is a number that JSON does not have.
    Error ValueInvalid = "value-invalid";
    /// A file holds several YAML documents, separated by `---`.
    Error SeveralDocuments = "several-documents";
    /// Values are nested more deeply than documents are: they would exhaust the stack of any program that reads them.
    Error NestedTooDeeply = "nested-too-deeply";
    /// A document has more values than documents do, usually because aliases multiply each other.
    Error TooManyValues = "too-many-values";

    // References.

    /// A `$ref` names something that is not there. Pointers are JSON pointers: `/` inside of a key is written `~1`, `~` is `~0`.
    Error ReferenceDangling = "reference-dangling";
    /// A `$ref` leads to the network. Generation never depends on it: copy the document beside yours.
    Error ReferenceRemote = "reference-remote";
    /// A `$ref` names a file by an absolute path, which means something on one machine only. Relative paths may lead anywhere,
    /// also out of the document's folder (`../shared/errors.yaml`).
    Error ReferenceAbsolute = "reference-absolute";
    /// A chain of `$ref`s ends where it began.
    Error ReferenceCycle = "reference-cycle";
    /// Keys beside a `$ref` are ignored in OpenAPI 3.0. Put the reference into an `allOf` if they matter.
    Warning ReferenceSiblings = "reference-siblings";

    // The document.

    /// The file holds no OpenAPI document: there is no `openapi: 3.0.x` at its top.
    Error NotOpenapi = "not-openapi";
    /// Swagger 2.0 is not OpenAPI 3.0. Convert it first, with `swagger2openapi` for instance.
    Error Swagger2 = "swagger-2";
    /// A version of OpenAPI that is not read.
    Error VersionUnsupported = "version-unsupported";
    /// A document of OpenAPI 3.2 or later is read as if it were of 3.1.
    Warning VersionNewer = "version-newer";
    /// Schemas name a dialect (`jsonSchemaDialect`, `$schema`) other than that of OpenAPI 3.1, and are read as if they did not.
    Warning DialectUnknown = "dialect-unknown";
    /// A keyword of OpenAPI 3.1 that 3.0 cannot express, such as `patternProperties`: what it demands is not checked, or only in
    /// part. The report says what is lost.
    Warning KeywordLost = "keyword-lost";
    /// Webhooks are requests that the API sends. A server does not answer them, and nothing is generated of them.
    Warning WebhooksIgnored = "webhooks-ignored";
    /// There is nothing to generate: no operation below `paths`, and no schema that becomes a type. A document that has schemas
    /// alone becomes a crate of types; one of OpenAPI 3.0 says `paths: {}`.
    Error NoPaths = "no-paths";
    /// A key that the specification demands is missing.
    Error KeyMissing = "key-missing";
    /// A key that OpenAPI 3.0 does not have at this place; it is ignored. Often a typo.
    Warning KeyUnknown = "key-unknown";
    /// An extension (`x-…`) that this generator does not know; it is ignored. Each is reported once.
    Warning ExtensionUnknown = "extension-unknown";
    /// The value of a key is of another kind than the specification demands: a text where a list belongs, for instance.
    Error WrongType = "wrong-type";

    // Paths and operations.

    /// A path does not begin with `/`.
    Error PathWithoutSlash = "path-without-slash";
    /// The braces of a path do not match, or a parameter in them has no name.
    Error PathBraces = "path-braces";
    /// A parameter stands twice in one path.
    Error PathParameterTwice = "path-parameter-twice";
    /// Two paths match the same requests: they differ in names of parameters, letter case or a slash at the end only.
    Error PathAmbiguous = "path-ambiguous";
    /// Two operations have the same `operationId`. Names of methods and types come from it.
    Error OperationIdTwice = "operation-id-twice";
    /// An operation has no `operationId`; one is derived of method and path, and changes when the path does.
    Warning OperationIdMissing = "operation-id-missing";
    /// An operation has no `summary`, the first line of its method's documentation. Told by `lint` only.
    Warning SummaryMissing = "summary-missing";
    /// An operation has a tag that `tags` of the document does not describe. Told by `lint` only.
    Warning TagUndescribed = "tag-undescribed";
    /// What an operation takes makes an answer possible that it does not describe: 400 of parameters and bodies, 401 of
    /// credentials, 403 of scopes. Told by `lint` only.
    Warning ResponseDemanded = "response-demanded";
    /// An operation has no `responses`.
    Error ResponsesMissing = "responses-missing";
    /// An operation of OpenAPI 3.1 has no `responses`: it may answer with any status, without content.
    Warning ResponsesUndescribed = "responses-undescribed";
    /// A key of `responses` is no status: a number from 100 to 599, a range such as `4XX`, or `default`.
    Error StatusInvalid = "status-invalid";
    /// A request body has no `content`.
    Error ContentMissing = "content-missing";
    /// A key of `content` is no media type.
    Error MediaTypeInvalid = "media-type-invalid";
    /// The name of a header has characters that HTTP does not allow there.
    Error HeaderNameInvalid = "header-name-invalid";

    // Parameters.

    /// Two parameters of an operation have the same name and place.
    Error ParameterTwice = "parameter-twice";
    /// `in` of a parameter is none of `path`, `query`, `header` and `cookie`.
    Error ParameterPlace = "parameter-place";
    /// A path parameter is described that is not in the path.
    Error ParameterNotInPath = "parameter-not-in-path";
    /// A parameter in the path is not described.
    Error ParameterUndescribed = "parameter-undescribed";
    /// A parameter has several media types below `content`, or none.
    Error ParameterMediaTypes = "parameter-media-types";
    /// A parameter has both `schema` and `content`; the schema is not looked at.
    Warning ParameterSchemaAndContent = "parameter-schema-and-content";
    /// A parameter has a media type that is neither JSON nor text; it is read as a text.
    Warning ParameterMediaTypeText = "parameter-media-type-text";
    /// Parameters of one `x-group` are not the same in all operations that have the group.
    Error GroupDiffers = "group-differs";
    /// A style that OpenAPI does not have at this place of a parameter.
    Error StyleNotOfPlace = "style-not-of-place";
    /// `deepObject` on something that is no object.
    Error StyleOfScalar = "style-of-scalar";
    /// An `encoding` names what is no property of its body's schema: a mistyped name, or a property that was removed.
    Warning EncodingUnknown = "encoding-unknown";
    /// `x-stream` on something else than a body of multipart/form-data alone that is an object with properties: parts are handed
    /// out one by one, and what is demanded of all of them together, or of other media types, could not be checked.
    Unsupported StreamShape = "stream-shape";
    /// A style cannot hold what the schema describes, and no reading of it is certain. `content` with `application/json` can.
    Unsupported StyleNested = "style-nested";
    /// OpenAPI does not say how the parameter is written. The report says how it is read.
    Warning StyleUndefined = "style-undefined";
    /// A style, or a key beside it, that has no effect on this parameter.
    Warning StyleWithoutEffect = "style-without-effect";
    /// Two exploded objects in one place both take every name that is no parameter.
    Error StyleOpenTwice = "style-open-twice";
    /// A field of an exploded object has the name of a parameter.
    Error StyleFieldsCollide = "style-fields-collide";

    // Schemas.

    /// Something else stands where a schema, which is an object, belongs.
    Error SchemaNotObject = "schema-not-object";
    /// `type` is none of array, boolean, integer, number, object and string.
    Error TypeUnknown = "type-unknown";
    /// A document of OpenAPI 3.0 has a type as 3.1 writes it: `'null'`, or a list of types. It is read as in 3.1.
    Warning TypeNewer = "type-newer";
    /// A regular expression does not compile. Patterns are those of ECMA-262, with the flag `u`.
    Error PatternInvalid = "pattern-invalid";
    /// A pattern is written as JavaScript's code has it, `/^[a-z]+$/`. In a document it has no slashes and no flags: these are taken
    /// for characters of the value, and with `^` or `$` inside no value fits.
    Warning PatternLiteral = "pattern-literal";
    /// A format that is not known: it is not checked. Each is reported once.
    Warning FormatUnknown = "format-unknown";
    /// A least is more than its most, so that no value fits.
    Error RangeEmpty = "range-empty";
    /// A limit is for another type than the schema has.
    Warning LimitWithoutEffect = "limit-without-effect";
    /// `default` is no value that the schema allows.
    Error DefaultInvalid = "default-invalid";
    /// An `enum` has no values.
    Error EnumEmpty = "enum-empty";
    /// No value of an `enum` is of the schema's type.
    Error EnumOfOtherType = "enum-of-other-type";
    /// Some values of an `enum` are not of the schema's type, and never accepted.
    Warning EnumValueOfOtherType = "enum-value-of-other-type";
    /// Values of an `enum` of texts are numbers or flags, because YAML reads them so. They are taken for texts.
    Warning EnumUnquoted = "enum-unquoted";
    /// `x-enum-varnames` has more or fewer names than `enum` has values.
    Error EnumNamesCount = "enum-names-count";
    /// `required` has a name that no property has.
    Warning RequiredUndescribed = "required-undescribed";
    /// An array without `items` holds anything.
    Warning ItemsMissing = "items-missing";
    /// A list or a map contains itself with no object in between, so that it has no type of its own: what is in it is read as
    /// any JSON, and checked.
    Warning TypeEndless = "type-endless";
    /// Schemas unfold too far: a chain of references, or a few that bring in each other many times over.
    Error SchemaUnfolds = "schema-unfolds";
    /// A schema takes in, by `allOf`, another whose `oneOf` or `anyOf` lists it among its forms. Taken at its word, no value would fit;
    /// the forms are left out, as of a parent.
    Warning AllOfParent = "all-of-parent";
    /// An `allOf` contains itself, directly or through others.
    Error AllOfCycle = "all-of-cycle";
    /// The forms of a `oneOf`, an `anyOf` or a `not` lead back to the schema, with no object and no array in between: nothing
    /// could ever be compared with them all.
    Error FormsCycle = "forms-cycle";
    /// The schemas of an `allOf` contradict each other: no value fits all.
    Error AllOfContradicts = "all-of-contradicts";
    /// `additionalProperties: false` in one schema of an `allOf` refuses properties of another.
    Warning AllOfClosed = "all-of-closed";
    /// A value may have several forms of an `anyOf`; the first that fits is taken.
    Warning AnyOfOverlaps = "any-of-overlaps";
    /// A value in a discriminator's `mapping` leads to none of the forms.
    Warning MappingOfStranger = "mapping-of-stranger";
    /// A discriminator does not tell the forms apart, and is not used.
    Warning DiscriminatorUnused = "discriminator-unused";
    /// `x-coerce` has a name that is no coercion.
    Error CoercionUnknown = "coercion-unknown";

    // Security.

    /// A requirement names a scheme that `components.securitySchemes` does not have.
    Error SecuritySchemeUnknown = "security-scheme-unknown";
    /// A security scheme of a kind that is not known; it is read as a bearer token.
    Warning SecuritySchemeKind = "security-scheme-kind";

    // Commands.

    /// The settings (`codegen.toml`) or `names.lock` cannot be read or are wrong.
    Error SettingsInvalid = "settings-invalid";
    /// A template of the folder that `templates` in the settings names is broken, uses a variable that it does not get, or
    /// replaces nothing. `TEMPLATES.md` lists all templates with their variables.
    Error TemplateInvalid = "template-invalid";
    /// An entry of `skip` in the settings is not needed: the operation has no error, or there is none of the name.
    Error SkipUnneeded = "skip-unneeded";
    /// A command cannot be done as it was asked: an option is missing, or a file cannot be written.
    Error CommandFailed = "command-failed";
    /// The crate is not what `generate` would write.
    Error OutputStale = "output-stale";
    /// Methods by hand are missing, scaffolded or orphaned.
    Error NotImplemented = "not-implemented";
    /// A file by hand is not Rust.
    Error NotRust = "not-rust";
    /// What is missing cannot be added to the files by hand.
    Error CannotScaffold = "cannot-scaffold";
}
