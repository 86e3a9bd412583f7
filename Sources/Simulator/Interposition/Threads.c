// Stands before what makes a thread sleep or wait, and before what hands work to another one.

#include "Real.h"

#if defined(__linux__)
#include <execinfo.h>
#include <linux/futex.h>
#include <poll.h>
#include <semaphore.h>
#include <stdarg.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TELL(reach, name)                                                       \
  if (__builtin_expect(orrery_current_watch != NULL, 0)) {                      \
    tell(orrery_current_watch, reach, name);                                    \
  }

// MARK: Sleeping; a watched thread does not, because no virtual time passes meanwhile.

#define SKIP_SLEEP(name, nanoseconds)                                           \
  if (__builtin_expect(orrery_current_watch != NULL, 0)) {                      \
    tell(orrery_current_watch, ORRERY_SLEEPS, name);                            \
    orrery_current_watch->skipped_nanoseconds += nanoseconds;                   \
    return 0;                                                                   \
  }

int nanosleep(const struct timespec *duration, struct timespec *rest) {
  SKIP_SLEEP("nanosleep", duration->tv_sec * 1000000000L + duration->tv_nsec)
  return REAL(nanosleep)(duration, rest);
}

int clock_nanosleep(
    clockid_t clock, int flags, const struct timespec *time, struct timespec *rest) {
  SKIP_SLEEP("clock_nanosleep", flags ? 0 : time->tv_sec * 1000000000L + time->tv_nsec)
  return REAL(clock_nanosleep)(clock, flags, time, rest);
}

int usleep(useconds_t microseconds) {
  SKIP_SLEEP("usleep", microseconds * 1000L)
  return REAL(usleep)(microseconds);
}

unsigned sleep(unsigned seconds) {
  SKIP_SLEEP("sleep", seconds * 1000000000L)
  return REAL(sleep)(seconds);
}

// MARK: Waiting; reported before the thread waits, because it may wait for ever.

// The language's runtime waits for its own caches; that is not the hosted code's doing.
bool orrery_is_runtime(const void *caller) {
  Dl_info place;
  if (dladdr(caller, &place) == 0 || place.dli_fname == NULL) return true;
  if (dlsym(RTLD_DEFAULT, "swift_retain") == NULL) return true;
  return strstr(place.dli_fname, "libswiftCore") || strstr(place.dli_fname, "libswift_Conc") ||
         strstr(place.dli_fname, "libstdc++") || strstr(place.dli_fname, "libc.so");
}

int pthread_cond_wait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict lock) {
  if (__builtin_expect(orrery_current_watch != NULL, 0) &&
      !orrery_is_runtime(__builtin_return_address(0))) {
    tell(orrery_current_watch, ORRERY_BLOCKS, "pthread_cond_wait");
  }
  return REAL(pthread_cond_wait)(condition, lock);
}

int sem_wait(sem_t *semaphore) {
  TELL(ORRERY_BLOCKS, "sem_wait")
  return REAL(sem_wait)(semaphore);
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict end) {
  TELL(ORRERY_BLOCKS, "sem_timedwait")
  return REAL(sem_timedwait)(semaphore, end);
}

int pthread_join(pthread_t thread, void **result) {
  TELL(ORRERY_BLOCKS, "pthread_join")
  return REAL(pthread_join)(thread, result);
}

int poll(struct pollfd *files, nfds_t count, int milliseconds) {
  if (milliseconds != 0) TELL(ORRERY_BLOCKS, "poll")
  return REAL(poll)(files, count, milliseconds);
}

// Dispatch's semaphores and groups wait for a futex by a bare system call.
long syscall(long number, ...) {
  va_list list;
  va_start(list, number);
  long a = va_arg(list, long), b = va_arg(list, long), c = va_arg(list, long);
  long d = va_arg(list, long), e = va_arg(list, long), f = va_arg(list, long);
  va_end(list);
  if (__builtin_expect(orrery_current_watch != NULL, 0)) {
    int operation = (int)(b & FUTEX_CMD_MASK);
    if (number == SYS_futex &&
        (operation == FUTEX_WAIT || operation == FUTEX_WAIT_BITSET)) {
      tell(orrery_current_watch, ORRERY_BLOCKS, "a semaphore or futex");
    } else if (number == SYS_getrandom) {
      return getrandom((void *)a, (size_t)b, (unsigned)c);
    }
  }
  return REAL(syscall)(number, a, b, c, d, e, f);
}

// MARK: Other threads

// The first sleep in a process makes the runtime set up a queue for timers, and that a thread,
// which is never asked for anything because sleeps are handed to the run.
static bool is_for_sleeping(void) {
  if (__builtin_expect(orrery_current_watch == NULL, 1)) return false;
  void *places[24];
  int count = backtrace(places, 24);
  for (int index = 1; index < count; index++) {
    Dl_info place;
    if (dladdr(places[index], &place) == 0 || place.dli_fname == NULL) return false;
    if (strstr(place.dli_fname, "libswift_Concurrency")) return true;
    bool is_between = strstr(place.dli_fname, "libdispatch") || strstr(place.dli_fname, "libc.so");
    if (!is_between && place.dli_saddr != (void *)pthread_create) {
      Dl_info own;
      if (dladdr((void *)is_for_sleeping, &own) == 0 || own.dli_fbase != place.dli_fbase) return false;
      if (index > 2) return false;
    }
  }
  return false;
}

int pthread_create(
    pthread_t *restrict thread, const pthread_attr_t *restrict attributes,
    void *(*body)(void *), void *restrict argument) {
  if (!is_for_sleeping()) TELL(ORRERY_STARTS_THREAD, "pthread_create")
  return REAL(pthread_create)(thread, attributes, body, argument);
}

// Dispatch is named where it is a library of its own. Weak, because a statically linked one brings
// these functions along and cannot be stood before; what it does then shows as a job from a
// foreign thread.

#define DISPATCHES(name, arguments, values)                                     \
  __attribute__((weak)) void name arguments {                                   \
    TELL(ORRERY_DISPATCHES, #name)                                              \
    __typeof__(&name) original = REAL(name);                                    \
    if (original == NULL) __builtin_trap();                                     \
    original values;                                                            \
  }

DISPATCHES(dispatch_async, (void *queue, void *block), (queue, block))
DISPATCHES(
    dispatch_async_f, (void *queue, void *context, void *work), (queue, context, work))
DISPATCHES(
    dispatch_after, (uint64_t when, void *queue, void *block), (when, queue, block))

// The concurrency runtime sleeps with this function where no executor of ours is asked, as in a
// default actor. Its time is that of the clock which the run answers for, in nanoseconds, with the
// clock's name in the two uppermost bits.
__attribute__((weak)) void dispatch_after_f(
    uint64_t when, void *queue, void *context, void *work) {
  orrery_watch *watch = orrery_current_watch;
  if (__builtin_expect(watch != NULL, 0)) {
    Dl_info place;
    bool is_sleep = dladdr(__builtin_return_address(0), &place) && place.dli_fname &&
                    strstr(place.dli_fname, "libswift_Concurrency");
    if (is_sleep) {
      int64_t now = watch->is_virtual ? read_virtual_clock(watch, false) : INT64_MAX;
      int64_t end = (int64_t)(when & ~(UINT64_C(3) << 62));
      orrery_watch_lift();
      watch->delay_job(watch->context, context, end > now ? end - now : 0);
      orrery_watch_put_back(watch);
      return;
    }
    tell(watch, ORRERY_DISPATCHES, "dispatch_after_f");
  }
  __typeof__(&dispatch_after_f) original = REAL(dispatch_after_f);
  if (original == NULL) __builtin_trap();
  original(when, queue, context, work);
}
#endif
