// A task that waits for an event of its run gives up the thread by returning from an asynchronous
// function instead of going on: where it goes on is noted in the task, and running its job again
// goes there. The runtime would note the same and more: a record of who waits for whom, priorities
// to pass on, an executor to ask. A run passes on no priorities and keeps the job itself, so it
// pays for none of that: a quarter of the instructions of a hop to another executor.

#include "Interposition.h"
#include <stddef.h>

#if ORRERY_TASKS_LEAVE

#define SWIFT_CALL __attribute__((swiftcall))
#define SWIFT_ASYNC __attribute__((swiftasynccall))
#define SWIFT_CONTEXT __attribute__((swift_async_context))

// The beginning of an asynchronous frame, which compiled code relies on: who called, and where it
// goes on.
typedef struct frame {
  struct frame *caller;
  SWIFT_ASYNC void (*go_on)(SWIFT_CONTEXT struct frame *);
} frame;

// The beginning of a task, as far as where it goes on.
typedef struct {
  void *object[2];
  void *queue_links[2];
  uint32_t flags;
  uint32_t number;
  void *voucher;
  void *reserved;
  SWIFT_ASYNC void (*go_on)(SWIFT_CONTEXT frame *);
  frame *frame;
} task;

extern SWIFT_CALL task *swift_task_getCurrent(void);
extern SWIFT_ASYNC void swift_task_switch(
    SWIFT_CONTEXT frame *frame, SWIFT_ASYNC void (*go_on)(SWIFT_CONTEXT struct frame *),
    void *executor, const void *witness);
extern void swift_task_enterThreadLocalContext(char *state);
extern void swift_task_exitThreadLocalContext(char *state);

void *orrery_current_task(void) { return swift_task_getCurrent(); }

// Whether no access to memory is under way that the language checks for overlaps. Such accesses
// are a list of the thread's, and a task that leaves in the midst of one has to take it along.
bool orrery_may_leave(void) {
  void *state[4] = {NULL, NULL, NULL, NULL};
  swift_task_exitThreadLocalContext((char *)state);
  if (state[0] == NULL && state[1] == NULL) return true;
  swift_task_enterThreadLocalContext((char *)state);
  return false;
}

SWIFT_ASYNC void orrery_leave(SWIFT_CONTEXT frame *frame) {
  task *task = swift_task_getCurrent();
  task->go_on = frame->go_on;
  task->frame = frame;
}

// What the language expects of an asynchronous function beside its code: where that is, relative
// to here, and how large its frame has to be.
__asm__(".section .rodata\n"
        ".globl orrery_leaveTu\n"
        ".p2align 3\n"
        "orrery_leaveTu:\n"
        ".long orrery_leave-orrery_leaveTu\n"
        ".long 16\n"
        ".previous\n");

// MARK: Bound values

// As many words of a task as can hold what is looked for; a task is larger.
enum { looked_at = 24 };
// What they were with no value of the trial's bound, with one, with two, with one and with none.
enum { moments = 5 };
static _Thread_local uint64_t words_at[moments][looked_at];
static _Thread_local int32_t moments_noted;
static int32_t bound_values_at = -1;

void orrery_note_bindings(void) {
  const uint64_t *words = (const uint64_t *)swift_task_getCurrent();
  if (words == NULL || moments_noted >= moments) return;
  for (int32_t index = 0; index < looked_at; index++)
    words_at[moments_noted][index] = words[index];
  moments_noted++;
}

// Whether a word holds what is bound: it changes with each binding and comes back after it,
// whatever was bound before. So do the words of a task's allocator, which lends the bindings their
// room; but they change with each frame as well, as they have where this is asked.
static bool follows_bindings(int32_t index, uint64_t with_one_more_frame) {
  uint64_t none = words_at[0][index], one = words_at[1][index], two = words_at[2][index];
  return one != none && two != one && two != none && one != 0 && two != 0
      && words_at[3][index] == one && words_at[4][index] == none && with_one_more_frame == none;
}

static void find_bound_values(void) {
  const uint64_t *words = (const uint64_t *)swift_task_getCurrent();
  if (words == NULL || moments_noted != moments) return;
  int32_t found = -1;
  for (int32_t index = 0; index < looked_at; index++) {
    if (!follows_bindings(index, words[index])) continue;
    if (found >= 0) return;
    found = index;
  }
  bound_values_at = found;
}

bool orrery_has_bound_values(void) {
  if (bound_values_at < 0) return true;
  const uint64_t *words = (const uint64_t *)swift_task_getCurrent();
  return words != NULL && words[bound_values_at] != 0;
}

// MARK: Probe

static _Thread_local frame *probed_frame;
static _Thread_local void *probing_executor;
static _Thread_local const void *probing_witness;

void orrery_prepare_probe(void *executor, const void *witness) {
  probing_executor = executor;
  probing_witness = witness;
}

static SWIFT_ASYNC void go_on_after_probe(SWIFT_CONTEXT frame *frame) { frame->go_on(frame); }

// Leaves by way of the runtime, with a place to go on that is known.
SWIFT_ASYNC void orrery_probe(SWIFT_CONTEXT frame *frame) {
  find_bound_values();
  probed_frame = frame;
  swift_task_switch(frame, go_on_after_probe, probing_executor, probing_witness);
}

__asm__(".section .rodata\n"
        ".globl orrery_probeTu\n"
        ".p2align 3\n"
        "orrery_probeTu:\n"
        ".long orrery_probe-orrery_probeTu\n"
        ".long 16\n"
        ".previous\n");

bool orrery_probe_fits(const void *job) {
  const task *probed = job;
  return probed_frame != NULL && probed->go_on == go_on_after_probe
      && probed->frame == probed_frame;
}

// MARK: Looking ahead

void orrery_expect_task(const void *job) {
  orrery_expect(job);
  orrery_expect((const char *)job + 128);
}

// The frames of a task lie behind each other, the innermost last.
void orrery_expect_frames(const void *job) {
  const char *innermost = (const char *)((const task *)job)->frame;
  orrery_expect(innermost - 64);
  orrery_expect(innermost - 192);
}

#else

void orrery_note_bindings(void) {}
bool orrery_has_bound_values(void) { return true; }
void *orrery_current_task(void) { return NULL; }
bool orrery_may_leave(void) { return false; }
void orrery_prepare_probe(void *executor, const void *witness) {
  (void)executor;
  (void)witness;
}
void orrery_expect_task(const void *job) { orrery_expect(job); }
void orrery_expect_frames(const void *job) { (void)job; }
bool orrery_probe_fits(const void *job) {
  (void)job;
  return false;
}

#endif
