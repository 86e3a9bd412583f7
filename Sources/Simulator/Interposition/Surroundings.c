// Stands before the reading of environment variables, and tells where code was called from.

#include "Real.h"

#if defined(__linux__)
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

// Frames are followed by their pointers, because some libraries bring no tables for unwinding.
int32_t orrery_call_stack(uint64_t *places, int32_t capacity) {
  orrery_watch *watch = orrery_watch_lift();
  int32_t kept = 0;
  Dl_info own, place;
  pthread_attr_t attributes;
  void *lowest = NULL;
  size_t size = 0;
  bool is_known = dladdr((void *)orrery_call_stack, &own) != 0;
  if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
    is_known = is_known && pthread_attr_getstack(&attributes, &lowest, &size) == 0;
    pthread_attr_destroy(&attributes);
  }
  uintptr_t end = (uintptr_t)lowest + size;
  uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
  while (is_known && kept < capacity && frame % sizeof(void *) == 0 && frame + 16 <= end) {
    uintptr_t next = ((uintptr_t *)frame)[0], address = ((uintptr_t *)frame)[1];
    if (dladdr((void *)address, &place) != 0 && place.dli_fbase == own.dli_fbase) {
      // The address is the one to return to, which may be that of the next line.
      places[kept++] = (uint64_t)(address - (uintptr_t)own.dli_fbase) - 1;
    }
    // Callers lie above; the mark of an asynchronous frame is none of the address.
    next &= ~(UINT64_C(1) << 60);
    if (next <= frame) break;
    frame = next;
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
