// Makes the time of day of a process jump, to and fro by up to a day, at every third look; with
// -DEVERY_CLOCK also the clocks that no real machine turns back.
//
//     cc -shared -fPIC -o clock.so clock.c && LD_PRELOAD=./clock.so dnn train …
//
// The system call behind them is of no use for this: the kernel answers in the process's own memory.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static time_t jump(void) {
  static unsigned looks;
  static const time_t seconds[] = {0, 86400, -86400, 3600, -1, 0, 31, -3600};
  return seconds[looks++ / 3 % (sizeof seconds / sizeof *seconds)];
}

static int jumps(clockid_t clock) {
#ifdef EVERY_CLOCK
  (void)clock;
  return 1;
#else
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
#endif
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  int result = (int)syscall(SYS_clock_gettime, clock, now);
  if (result == 0 && jumps(clock)) now->tv_sec += jump();
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  struct timespec exact;
  (void)zone;
  if (clock_gettime(CLOCK_REALTIME, &exact) != 0) return -1;
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *result) {
  struct timespec exact;
  if (clock_gettime(CLOCK_REALTIME, &exact) != 0) return -1;
  if (result) *result = exact.tv_sec;
  return exact.tv_sec;
}
