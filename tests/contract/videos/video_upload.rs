//! Tag Video Upload. What the engine itself guarantees is tested beside it; here is the protocol on the wire.

mod cancel;
mod chunks;
mod init;
mod legacy;
