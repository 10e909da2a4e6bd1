// The part of CShims that arm64 has without an operating system, and what Dispatch asks of the C library.
#include "CPUFeatures.h"
#include "VectorLanes.h"

char *_Nullable getenv(const char *_Nonnull);
