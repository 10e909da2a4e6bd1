// Swift asks /proc for the words of the command line, and an empty root or a container may have none
// mounted. The C library of Linux hands them to whatever runs before main.
#include "ProcessStart.h"

#include <stdlib.h>

static int count;
static char *const *words;

#ifdef __GLIBC__
__attribute__((constructor)) static void keep(int argc, char **argv) {
  count = argc;
  words = argv;
}
#endif

int dnn_wordCount(void) { return count; }

const char *dnn_word(int index) { return words[index]; }
