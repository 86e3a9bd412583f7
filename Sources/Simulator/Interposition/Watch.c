// The one place where the concurrency runtime is made to tell us what leaves our executor, and
// where threads are told apart: a watch belongs to the thread that runs a simulation, and whatever
// other threads do passes as if nothing were here.

#include "Real.h"
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SWIFT_CALL __attribute__((swiftcall))

_Thread_local orrery_watch *orrery_current_watch;
_Thread_local void *orrery_current_context;

// MARK: Hooks of the concurrency runtime

typedef SWIFT_CALL void (*enqueue_original)(void *job);
typedef SWIFT_CALL void (*enqueue_hook)(void *job, enqueue_original original);
extern enqueue_hook swift_task_enqueueGlobal_hook;

static SWIFT_CALL void divert(void *job, enqueue_original original) {
  orrery_watch *watch = orrery_watch_lift();
  if (watch == NULL) {
    original(job);
    return;
  }
  watch->take_job(watch->context, job);
  orrery_watch_put_back(watch);
}

// A sleep of a task whose executor cannot keep time itself, such as a default actor's.
typedef SWIFT_CALL void (*delay_original)(uint64_t delay, void *job);
typedef SWIFT_CALL void (*delay_hook)(uint64_t delay, void *job, delay_original original);
extern delay_hook swift_task_enqueueGlobalWithDelay_hook;

static SWIFT_CALL void delay(uint64_t delay, void *job, delay_original original) {
  orrery_watch *watch = orrery_watch_lift();
  if (watch == NULL) {
    original(delay, job);
    return;
  }
  watch->delay_job(watch->context, job, (int64_t)delay);
  orrery_watch_put_back(watch);
}

typedef SWIFT_CALL void (*deadline_original)(
    long long seconds, long long nanoseconds, long long tolerance_seconds,
    long long tolerance_nanoseconds, int clock, void *job);
typedef SWIFT_CALL void (*deadline_hook)(
    long long seconds, long long nanoseconds, long long tolerance_seconds,
    long long tolerance_nanoseconds, int clock, void *job, deadline_original original);
extern deadline_hook swift_task_enqueueGlobalWithDeadline_hook;

static SWIFT_CALL void deadline(
    long long seconds, long long nanoseconds, long long tolerance_seconds,
    long long tolerance_nanoseconds, int clock, void *job, deadline_original original) {
  orrery_watch *watch = orrery_watch_lift();
  if (watch == NULL) {
    original(seconds, nanoseconds, tolerance_seconds, tolerance_nanoseconds, clock, job);
    return;
  }
  // Both clocks of the language stand at the run's own time while it answers for them.
  int64_t now = watch->is_virtual ? watch->read_clock(watch->context, false) : INT64_MAX;
  int64_t end = seconds * 1000000000LL + nanoseconds;
  watch->delay_job(watch->context, job, end > now ? end - now : 0);
  orrery_watch_put_back(watch);
}

typedef struct {
  void *identity;
  const void *witness;
} executor_reference;

typedef SWIFT_CALL executor_reference (*executor_original)(void);
typedef SWIFT_CALL executor_reference (*executor_hook)(executor_original original);
extern executor_hook swift_task_getMainExecutor_hook;

static SWIFT_CALL executor_reference main_executor(executor_original original) {
  orrery_watch *watch = orrery_current_watch;
  if (watch == NULL || watch->main_identity == NULL) return original();
  executor_reference reference = {watch->main_identity, watch->main_witness};
  return reference;
}

static void install_hooks(void) {
  if (__atomic_load_n(&swift_task_enqueueGlobal_hook, __ATOMIC_ACQUIRE) == NULL) {
    __atomic_store_n(&swift_task_enqueueGlobal_hook, divert, __ATOMIC_RELEASE);
  }
  if (__atomic_load_n(&swift_task_enqueueGlobalWithDelay_hook, __ATOMIC_ACQUIRE) == NULL) {
    __atomic_store_n(&swift_task_enqueueGlobalWithDelay_hook, delay, __ATOMIC_RELEASE);
  }
  if (__atomic_load_n(&swift_task_enqueueGlobalWithDeadline_hook, __ATOMIC_ACQUIRE) == NULL) {
    __atomic_store_n(&swift_task_enqueueGlobalWithDeadline_hook, deadline, __ATOMIC_RELEASE);
  }
  if (__atomic_load_n(&swift_task_getMainExecutor_hook, __ATOMIC_ACQUIRE) == NULL) {
    __atomic_store_n(&swift_task_getMainExecutor_hook, main_executor, __ATOMIC_RELEASE);
  }
}

// MARK: Watches

static pthread_mutex_t active_lock = PTHREAD_MUTEX_INITIALIZER;
static orrery_watch *active_watches;

static pthread_once_t set_up = PTHREAD_ONCE_INIT;
static void start_watchdog(void);

static void set_up_once(void) {
  install_hooks();
  start_watchdog();
}

void orrery_watch_begin(orrery_watch *watch) {
  orrery_watch *outer = orrery_watch_lift();
  pthread_once(&set_up, set_up_once);
  orrery_watch_put_back(outer);
  watch->outer = orrery_current_watch;
  watch->still_ticks = 0;
  pthread_mutex_lock(&active_lock);
  watch->next_active = active_watches;
  watch->link_of_active = &active_watches;
  if (active_watches) active_watches->link_of_active = &watch->next_active;
  active_watches = watch;
  pthread_mutex_unlock(&active_lock);
  orrery_current_watch = watch;
  orrery_current_context = watch->context;
}

void orrery_watch_end(void) {
  orrery_watch *watch = orrery_current_watch;
  orrery_current_watch = watch->outer;
  orrery_current_context = watch->outer ? watch->outer->context : NULL;
  pthread_mutex_lock(&active_lock);
  *watch->link_of_active = watch->next_active;
  if (watch->next_active) watch->next_active->link_of_active = watch->link_of_active;
  pthread_mutex_unlock(&active_lock);
}

orrery_watch *orrery_watch_lift(void) {
  orrery_watch *watch = orrery_current_watch;
  orrery_current_watch = NULL;
  return watch;
}

void orrery_watch_put_back(orrery_watch *watch) { orrery_current_watch = watch; }

// MARK: Watchdog

// Counts looks instead of reading a clock: a process that a debugger holds loses one look only.
static void *watch_heartbeats(void *unused) {
  (void)unused;
  while (true) {
    struct timespec pause = {0, 100000000};
    nanosleep(&pause, NULL);
    pthread_mutex_lock(&active_lock);
    for (orrery_watch *watch = active_watches; watch; watch = watch->next_active) {
      uint64_t beat = *watch->heartbeat;
      bool is_still = beat == watch->last_heartbeat;
      watch->last_heartbeat = beat;
      watch->still_ticks = is_still ? watch->still_ticks + 1 : 0;
      if (watch->still_ticks == watch->looks) watch->stalled(watch->context);
    }
    pthread_mutex_unlock(&active_lock);
  }
  return NULL;
}

static void start_watchdog(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, watch_heartbeats, NULL) == 0) pthread_detach(thread);
}

void orrery_end_process(const char *message, uint64_t length, int32_t status) {
  while (length > 0) {
    ssize_t written = write(2, message, length);
    if (written <= 0) break;
    message += written;
    length -= (uint64_t)written;
  }
  _exit(status);
}

// MARK: Gate

struct orrery_gate {
  pthread_mutex_t lock;
  pthread_cond_t bell;
};

orrery_gate *orrery_gate_make(void) {
  orrery_gate *gate = malloc(sizeof(orrery_gate));
  if (gate == NULL) abort();
  pthread_mutex_init(&gate->lock, NULL);
  pthread_cond_init(&gate->bell, NULL);
  return gate;
}

void orrery_gate_free(orrery_gate *gate) {
  pthread_cond_destroy(&gate->bell);
  pthread_mutex_destroy(&gate->lock);
  free(gate);
}

void orrery_gate_lock(orrery_gate *gate) { pthread_mutex_lock(&gate->lock); }
void orrery_gate_unlock(orrery_gate *gate) { pthread_mutex_unlock(&gate->lock); }
void orrery_gate_ring(orrery_gate *gate) { pthread_cond_broadcast(&gate->bell); }

void orrery_gate_wait(orrery_gate *gate, uint32_t milliseconds) {
  orrery_watch *watch = orrery_watch_lift();
  struct timespec end;
  clock_gettime(CLOCK_REALTIME, &end);
  end.tv_nsec += (long)(milliseconds % 1000) * 1000000;
  end.tv_sec += milliseconds / 1000 + end.tv_nsec / 1000000000;
  end.tv_nsec %= 1000000000;
  pthread_cond_timedwait(&gate->bell, &gate->lock, &end);
  orrery_watch_put_back(watch);
}
