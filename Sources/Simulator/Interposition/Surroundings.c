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

int32_t orrery_call_stack(uint64_t *places, int32_t capacity) {
  orrery_watch *watch = orrery_watch_lift();
  void *addresses[64];
  int count = backtrace(addresses, 64);
  Dl_info own, place;
  int32_t kept = 0;
  if (dladdr((void *)orrery_call_stack, &own) == 0) count = 0;
  for (int index = 0; index < count && kept < capacity; index++) {
    if (dladdr(addresses[index], &place) == 0 || place.dli_fbase != own.dli_fbase) continue;
    // The address is the one to return to, which may be that of the next line.
    places[kept++] = (uint64_t)((char *)addresses[index] - (char *)own.dli_fbase) - 1;
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
