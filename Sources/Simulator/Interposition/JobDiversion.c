// The one place where the concurrency runtime is made to tell us what leaves our executor.
// A closure with a capture list, a default actor, an `async let` or a plain `Task {}` makes the
// runtime enqueue a job on its global pool, on another thread, where order is lost.

#include "Interposition.h"
#include <stddef.h>

#define SWIFT_CALL __attribute__((swiftcall))

typedef SWIFT_CALL void (*enqueue_original)(void *job);
typedef SWIFT_CALL void (*enqueue_hook)(void *job, enqueue_original original);

extern enqueue_hook swift_task_enqueueGlobal_hook;

static _Thread_local orrery_job_receiver current_receiver;
static _Thread_local void *current_context;

static SWIFT_CALL void divert(void *job, enqueue_original original) {
  if (current_receiver != NULL) {
    current_receiver(current_context, job);
  } else {
    original(job);
  }
}

void orrery_divert_jobs(orrery_job_receiver receiver, void *context) {
  current_receiver = receiver;
  current_context = context;
  if (__atomic_load_n(&swift_task_enqueueGlobal_hook, __ATOMIC_ACQUIRE) == NULL) {
    __atomic_store_n(&swift_task_enqueueGlobal_hook, divert, __ATOMIC_RELEASE);
  }
}

uintptr_t orrery_thread_identity(void) {
  return (uintptr_t)&current_receiver;
}
