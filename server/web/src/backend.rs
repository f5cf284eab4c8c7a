//! The one implementation of the generated `Backend`, for every group.

/// Implements `peertube_api::security::Backend` for a group's struct by its field `shared: Arc<Shared>`.
#[macro_export]
macro_rules! backend {
    ($group:ty) => {
        impl ::peertube_api::security::Backend for $group {
            type Caller = $crate::Caller;
            type Error = ::peertube_kernel::Error;

            fn problem(
                &self,
                operation: &'static ::openapi_stubs_runtime::Operation,
                error: Self::Error,
            ) -> ::openapi_stubs_runtime::Problem {
                $crate::problem::problem(operation, error)
            }

            fn scaffolded(&self, operation: &'static str) -> Self::Error {
                Self::Error::not_implemented(format!("{operation} is not implemented yet"))
            }

            async fn oauth2(
                &self,
                _operation: &'static ::openapi_stubs_runtime::Operation,
                client: &::openapi_stubs_runtime::Client,
                token: &str,
                scopes: &'static [::peertube_api::security::Scope],
            ) -> Result<Self::Caller, Self::Error> {
                self.shared.authenticate(client, token, scopes).await
            }
        }
    };
}
