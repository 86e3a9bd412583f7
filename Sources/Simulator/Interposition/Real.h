// Finds the function that one of ours stands before.

#ifndef ORRERY_REAL_H
#define ORRERY_REAL_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "Interposition.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <time.h>

// The address is looked up once; two threads that look at once find the same.
#define REAL(name)                                                              \
  ({                                                                            \
    static __typeof__(&name) found;                                             \
    __typeof__(&name) function = __atomic_load_n(&found, __ATOMIC_RELAXED);      \
    if (__builtin_expect(function == NULL, 0)) {                                \
      function = (__typeof__(&name))dlsym(RTLD_NEXT, #name);                     \
      __atomic_store_n(&found, function, __ATOMIC_RELAXED);                      \
    }                                                                           \
    function;                                                                   \
  })

// Whether an address belongs to the language's runtime or the C library. Where the runtime is part
// of the program the two cannot be told apart, and everything counts as the runtime.
bool orrery_is_runtime(const void *caller);

// Tells the watch of this thread, which is lifted while it is told.
static inline void tell(orrery_watch *watch, int32_t reach, const char *function) {
  orrery_watch_lift();
  watch->reached(watch->context, reach, function);
  orrery_watch_put_back(watch);
}

static inline int64_t read_virtual_clock(orrery_watch *watch, bool wall) {
  orrery_watch_lift();
  int64_t nanoseconds =
      watch->read_clock(watch->context, wall) + watch->skipped_nanoseconds;
  orrery_watch_put_back(watch);
  return nanoseconds;
}

#endif
