// Stands before the C library's clocks and sources of entropy. On a thread without a watch each
// function is the real one after one predictable branch.

#include "Real.h"

#if defined(__linux__)
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/types.h>
#include <unistd.h>

#define IS_WATCHED __builtin_expect(orrery_current_watch != NULL, 0)

// MARK: Clocks

int clock_gettime(clockid_t clock, struct timespec *time) {
  if (IS_WATCHED) {
    orrery_watch *watch = orrery_current_watch;
    if (watch->is_virtual) {
      bool wall = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI;
      int64_t nanoseconds = read_virtual_clock(watch, wall);
      time->tv_sec = nanoseconds / 1000000000;
      time->tv_nsec = nanoseconds % 1000000000;
      return 0;
    }
    tell(watch, ORRERY_READS_CLOCK, "clock_gettime");
    int result = REAL(clock_gettime)(clock, time);
    // What was not slept has passed all the same, or loops that wait for an hour take one.
    int64_t nanoseconds = time->tv_nsec + watch->skipped_nanoseconds;
    time->tv_sec += nanoseconds / 1000000000;
    time->tv_nsec = nanoseconds % 1000000000;
    return result;
  }
  return REAL(clock_gettime)(clock, time);
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  if (IS_WATCHED) {
    orrery_watch *watch = orrery_current_watch;
    if (watch->is_virtual) {
      int64_t nanoseconds = read_virtual_clock(watch, true);
      time->tv_sec = nanoseconds / 1000000000;
      time->tv_usec = nanoseconds % 1000000000 / 1000;
      return 0;
    }
    tell(watch, ORRERY_READS_CLOCK, "gettimeofday");
  }
  return REAL(gettimeofday)(time, zone);
}

time_t time(time_t *result) {
  if (IS_WATCHED) {
    orrery_watch *watch = orrery_current_watch;
    if (watch->is_virtual) {
      time_t seconds = read_virtual_clock(watch, true) / 1000000000;
      if (result) *result = seconds;
      return seconds;
    }
    tell(watch, ORRERY_READS_CLOCK, "time");
  }
  return REAL(time)(result);
}

// MARK: Entropy

static void fill(orrery_watch *watch, void *buffer, size_t size) {
  orrery_watch_lift();
  unsigned char *next = buffer;
  while (size > 0) {
    uint64_t word = watch->draw(watch->context);
    size_t count = size < sizeof word ? size : sizeof word;
    memcpy(next, &word, count);
    next += count;
    size -= count;
  }
  orrery_watch_put_back(watch);
}

// Fills the buffer from the seed and says so, or reports and leaves it to the real function.
static bool is_drawn(void *buffer, size_t size, const char *function) {
  if (!IS_WATCHED) return false;
  orrery_watch *watch = orrery_current_watch;
  if (watch->is_virtual) {
    fill(watch, buffer, size);
    return true;
  }
  tell(watch, ORRERY_DRAWS_ENTROPY, function);
  return false;
}

ssize_t getrandom(void *buffer, size_t size, unsigned flags) {
  if (is_drawn(buffer, size, "getrandom")) return (ssize_t)size;
  return REAL(getrandom)(buffer, size, flags);
}

int getentropy(void *buffer, size_t size) {
  if (is_drawn(buffer, size, "getentropy")) return 0;
  return REAL(getentropy)(buffer, size);
}

void arc4random_buf(void *buffer, size_t size) {
  if (is_drawn(buffer, size, "arc4random_buf")) return;
  REAL(arc4random_buf)(buffer, size);
}

uint32_t arc4random(void) {
  uint32_t word;
  if (is_drawn(&word, sizeof word, "arc4random")) return word;
  return REAL(arc4random)();
}

uint32_t arc4random_uniform(uint32_t bound) {
  uint64_t word;
  if (is_drawn(&word, sizeof word, "arc4random_uniform")) {
    return (uint32_t)(((word >> 32) * bound) >> 32);
  }
  return REAL(arc4random_uniform)(bound);
}

// Foundation's identifiers. Weak, because a statically linked Foundation brings its own, which
// cannot be replaced; reading the entropy device, below, then reports it.
__attribute__((weak)) void _foundation_uuid_generate_random(unsigned char *identifier) {
  if (!is_drawn(identifier, 16, "UUID()")) {
    __typeof__(&_foundation_uuid_generate_random) original =
        REAL(_foundation_uuid_generate_random);
    if (original) {
      original(identifier);
      return;
    }
    if (REAL(getrandom)(identifier, 16, 0) != 16) __builtin_trap();
  }
  identifier[6] = (identifier[6] & 0x0F) | 0x40;
  identifier[8] = (identifier[8] & 0x3F) | 0x80;
}

ssize_t read(int file, void *buffer, size_t size) {
  if (IS_WATCHED) {
    struct stat status;
    bool is_entropy = fstat(file, &status) == 0 && S_ISCHR(status.st_mode) &&
                      major(status.st_rdev) == 1 &&
                      (minor(status.st_rdev) == 8 || minor(status.st_rdev) == 9);
    if (is_entropy) tell(orrery_current_watch, ORRERY_DRAWS_ENTROPY, "read of /dev/urandom");
  }
  return REAL(read)(file, buffer, size);
}
#endif
