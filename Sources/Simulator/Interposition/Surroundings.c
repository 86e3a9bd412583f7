// Stands before the reading of environment variables, and tells where code was called from.

#include "Real.h"

#if defined(__linux__)
#include <execinfo.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// Looks the variable up by itself: the real function may be asked for before it can be found.
char *getenv(const char *name) {
  orrery_watch *watch = orrery_current_watch;
  if (__builtin_expect(watch != NULL, 0) && !orrery_is_runtime(__builtin_return_address(0))) {
    // Code that was written without the world lives in one without variables.
    if (watch->is_virtual) return NULL;
    char call[96];
    snprintf(call, sizeof call, "getenv(%s)", name);
    tell(watch, ORRERY_READS_ENVIRONMENT, call);
  }
  size_t length = strlen(name);
  for (char **entry = environ; entry && *entry; entry++) {
    if (strncmp(*entry, name, length) == 0 && (*entry)[length] == '=') return *entry + length + 1;
  }
  return NULL;
}

// Adds a call unless it was made from a library.
static int32_t keep(uintptr_t address, const Dl_info *own, uint64_t *places, int32_t kept) {
  Dl_info place;
  if (dladdr((void *)address, &place) == 0 || place.dli_fbase != own->dli_fbase) return kept;
  // The address is the one to return to, which may be that of the next line.
  places[kept] = (uint64_t)(address - (uintptr_t)own->dli_fbase) - 1;
  return kept + 1;
}

// Follows the tables for unwinding, which some libraries do not bring.
static int32_t unwind(const Dl_info *own, uint64_t *places, int32_t capacity) {
  void *addresses[64];
  int count = backtrace(addresses, 64);
  int32_t kept = 0;
  for (int index = 0; index < count && kept < capacity; index++) {
    kept = keep((uintptr_t)addresses[index], own, places, kept);
  }
  return kept;
}

// Follows the pointers from frame to frame, which some libraries do not keep.
static int32_t follow(const Dl_info *own, uint64_t *places, int32_t capacity) {
  pthread_attr_t attributes;
  void *lowest = NULL;
  size_t size = 0;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return 0;
  int code = pthread_attr_getstack(&attributes, &lowest, &size);
  pthread_attr_destroy(&attributes);
  uintptr_t end = (uintptr_t)lowest + size;
  uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
  int32_t kept = 0;
  while (code == 0 && kept < capacity && frame % sizeof(void *) == 0 && frame + 16 <= end) {
    // Callers lie above; the mark of an asynchronous frame is no part of the address.
    uintptr_t next = ((uintptr_t *)frame)[0] & ~(UINT64_C(1) << 60);
    kept = keep(((uintptr_t *)frame)[1], own, places, kept);
    if (next <= frame) break;
    frame = next;
  }
  return kept;
}

int32_t orrery_call_stack(uint64_t *places, int32_t capacity) {
  orrery_watch *watch = orrery_watch_lift();
  Dl_info own;
  uint64_t others[64];
  int32_t kept = 0;
  if (dladdr((void *)orrery_call_stack, &own) != 0) {
    kept = unwind(&own, places, capacity);
    int32_t count = follow(&own, others, capacity < 64 ? capacity : 64);
    // Either way may end early, at a library that does not help; whichever saw more of the program
    // came further.
    if (count > kept) memcpy(places, others, (size_t)count * sizeof *places);
    kept = count > kept ? count : kept;
  }
  orrery_watch_put_back(watch);
  return kept;
}
#else
int32_t orrery_call_stack(uint64_t *places, int32_t capacity) {
  (void)places;
  (void)capacity;
  return 0;
}
#endif
