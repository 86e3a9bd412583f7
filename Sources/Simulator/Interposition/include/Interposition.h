#ifndef ORRERY_INTERPOSITION_H
#define ORRERY_INTERPOSITION_H

#include <stdbool.h>
#include <stdint.h>

/// What code of a run asked the real world for.
enum orrery_reach {
  ORRERY_READS_CLOCK = 1,
  ORRERY_DRAWS_ENTROPY,
  ORRERY_SLEEPS,
  ORRERY_BLOCKS,
  ORRERY_STARTS_THREAD,
  ORRERY_DISPATCHES,
  ORRERY_READS_ENVIRONMENT,
};

/// Receives the jobs that the concurrency runtime would give to its global pool.
typedef void (*orrery_job_receiver)(void *context, void *job);

/// What one run wants to know and to answer while its thread is inside it.
///
/// Lies in memory that outlives the watch. All functions are called on the watching thread, with
/// the watch lifted, so that they may use what they watch.
typedef struct orrery_watch {
  /// Handed to every function.
  void *context;
  /// Takes jobs that would leave for the global pool.
  orrery_job_receiver take_job;
  /// Takes jobs that would leave for the global pool after a while, with nanoseconds to wait.
  void (*delay_job)(void *context, void *job, int64_t nanoseconds);
  /// Told that the real world is about to be asked, and by which function.
  void (*reached)(void *context, int32_t reach, const char *function);
  /// Nanoseconds to answer with, since 1970 for the wall clock; unused unless virtual.
  int64_t (*read_clock)(void *context, bool wall);
  /// A random word to answer with; unused unless virtual.
  uint64_t (*draw)(void *context);
  /// Whether clocks and entropy are answered by the run rather than reported.
  bool is_virtual;
  /// What stands for the main actor's executor while the watch lasts: an identity and its witness.
  void *main_identity;
  const void *main_witness;
  /// A number that changes while the run makes progress.
  const volatile uint64_t *heartbeat;
  /// How many looks in a row, a tenth of a second apart, may find the number unchanged.
  uint32_t looks;
  /// Told on another thread that the number has not changed for long.
  void (*stalled)(void *context);

  /// How much was asked to be slept and was not.
  int64_t skipped_nanoseconds;

  /// For the watches themselves.
  struct orrery_watch *outer;
  struct orrery_watch *next_active;
  struct orrery_watch **link_of_active;
  uint64_t last_heartbeat;
  uint32_t still_ticks;
} orrery_watch;

extern _Thread_local orrery_watch *orrery_current_watch;
extern _Thread_local void *orrery_current_context;

/// The context of this thread's watch, lifted or not; null where there is none.
static inline void *orrery_watch_context(void) { return orrery_current_context; }

/// Watches this thread until the matching end; watches nest.
void orrery_watch_begin(orrery_watch *watch);

/// Ends the innermost watch of this thread.
void orrery_watch_end(void);

/// Lifts the watch of this thread and gives it for putting back.
orrery_watch *orrery_watch_lift(void);

/// Puts a lifted watch back.
void orrery_watch_put_back(orrery_watch *watch);

/// Ends the process at once, after a message on standard error.
_Noreturn void orrery_end_process(const char *message, uint64_t length, int32_t status);

/// Where the code that runs now was called from, innermost first; gives how many places there are.
///
/// A place is the distance of a call from the beginning of this program; calls from libraries are
/// left out.
int32_t orrery_call_stack(uint64_t *places, int32_t capacity);

/// Whether tasks can give up the thread without the runtime's help; see `orrery_leave`.
#if defined(__linux__) && defined(__x86_64__)
#define ORRERY_TASKS_LEAVE 1
#else
#define ORRERY_TASKS_LEAVE 0
#endif

/// The task that the runtime believes to be running on this thread; null where there is none.
void *orrery_current_task(void);

/// Whether the running task may leave the thread without telling the runtime.
bool orrery_may_leave(void);

/// Says which executor `orrery_probe` hops to on this thread: its identity and its witness.
void orrery_prepare_probe(void *executor, const void *witness);

/// Whether the job of the task that `orrery_probe` suspended lies in memory as expected.
bool orrery_probe_fits(const void *job);

/// Called before, within, within two of, within and after bindings of values in a task that runs
/// `orrery_probe` next: shows where a task keeps what is bound.
void orrery_note_bindings(void);

/// Whether values are bound in the running task, which the tasks that it makes inherit; true where
/// that cannot be seen. Where no task is running there are none.
bool orrery_has_bound_values(void);

/// Fetches 128 bytes of memory that will be needed soon. The address need not be valid.
static inline void orrery_expect(const void *address) {
  __builtin_prefetch(address);
  __builtin_prefetch((const char *)address + 64);
}

/// Fetches the task of a job that will run soon.
void orrery_expect_task(const void *job);

/// Fetches the frames of a task that will run soon; only where `orrery_probe_fits` has been true.
void orrery_expect_frames(const void *job);

/// A lock and a bell, for what other threads bring to a run.
typedef struct orrery_gate orrery_gate;
orrery_gate *orrery_gate_make(void);
void orrery_gate_free(orrery_gate *gate);
void orrery_gate_lock(orrery_gate *gate);
void orrery_gate_unlock(orrery_gate *gate);
/// Rings the bell; the lock is held.
void orrery_gate_ring(orrery_gate *gate);
/// Waits for the bell, at most so long, with the lock held before and after.
void orrery_gate_wait(orrery_gate *gate, uint32_t milliseconds);

#endif
