//! The engine on real files and a real database.

#[cfg(test)]
mod bench;
#[cfg(test)]
mod concurrency;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod model;
#[cfg(test)]
mod nodes;
#[cfg(test)]
mod offsets;
