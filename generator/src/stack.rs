//! Room for walking through what is nested.

/// Bytes of stack: schemas are walked through recursively, some hundred levels at most, and unoptimised builds take some ten
/// kilobytes for each. It is address space; memory is only taken as it is used.
const SIZE: usize = 256 << 20;

/// Most threads that share work: more of them only cost memory.
const MOST_THREADS: usize = 8;

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

/// Does a second work on another thread meanwhile, if there can be one; this thread needs to have a large stack.
pub(crate) fn beside<T, U: Send>(
    work: impl FnOnce() -> T,
    second: impl Fn() -> U + Sync,
) -> (T, U) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(SIZE);
        let meanwhile = thread.spawn_scoped(scope, &second);
        let done = work();
        let second = match meanwhile {
            Ok(thread) => thread
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => second(),
        };
        (done, second)
    })
}

/// Does the work on as many threads with large stacks as there are processors; this thread, which needs to have one, is one of them.
pub(crate) fn shared<T: Send>(work: impl Fn() -> T + Sync) -> Vec<T> {
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get());
    let others = 1..threads.min(MOST_THREADS);
    std::thread::scope(|scope| {
        let start = |_| {
            let thread = std::thread::Builder::new().stack_size(SIZE);
            thread.spawn_scoped(scope, &work).ok()
        };
        let others: Vec<_> = others.filter_map(start).collect();
        let mut done = vec![work()];
        for thread in others {
            done.push(
                thread
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            );
        }
        done
    })
}
