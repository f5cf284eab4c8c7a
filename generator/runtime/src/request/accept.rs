//! Values read from a request, all or none.

/// Tuples of what reading gave, one to five of them; a single value is a 1-tuple.
pub trait Accept {
    /// The tuple without the options.
    type Output;

    /// The values if all are there.
    fn accept(self) -> Option<Self::Output>;
}

macro_rules! tuples {
    ($($($name:ident)+;)+) => {$(
        impl<$($name),+> Accept for ($(Option<$name>,)+) {
            type Output = ($($name,)+);

            #[allow(non_snake_case)]
            fn accept(self) -> Option<Self::Output> {
                let ($($name,)+) = self;
                Some(($($name?,)+))
            }
        }
    )+};
}

tuples! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
}
