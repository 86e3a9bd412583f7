#ifndef ORRERY_INTERPOSITION_H
#define ORRERY_INTERPOSITION_H

#include <stdbool.h>
#include <stdint.h>

/// Receives the jobs that the concurrency runtime would give to its global pool.
typedef void (*orrery_job_receiver)(void *context, void *job);

/// Diverts jobs of this thread to a receiver; no receiver means that they go to the pool again.
///
/// Only jobs that are enqueued from this thread are diverted. The hook behind it is the runtime's
/// own, global to the process and installed at the first call.
void orrery_divert_jobs(orrery_job_receiver receiver, void *context);

/// A number that tells threads apart for as long as they live, cheap to ask for.
uintptr_t orrery_thread_identity(void);

#endif
