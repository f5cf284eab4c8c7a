//! Room for walking through what is nested.

/// Bytes of stack: schemas are walked through recursively, some hundred levels at most, and unoptimised builds take some ten
/// kilobytes for each. It is address space; memory is only taken as it is used.
const SIZE: usize = 256 << 20;

/// Does the work on a thread with a large stack, and on this one if there can be no other.
pub(crate) fn roomy<T: Send>(mut work: impl FnMut() -> T + Send) -> T {
    let done = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(SIZE);
        let handle = thread.spawn_scoped(scope, &mut work);
        handle.map(|handle| handle.join())
    });
    match done {
        Ok(Ok(done)) => done,
        Ok(Err(panic)) => std::panic::resume_unwind(panic),
        Err(_) => work(),
    }
}
