#pragma once

#include "VectorLanes.h"

// The best vector level that this processor and its operating system support: 0 baseline, 1 AVX2
// with FMA, 2 AVX-512.
int dnn_vectorLevel(void);

// How many processors this process may run on: its affinity mask where there is one.
int dnn_affinityCount(void);
