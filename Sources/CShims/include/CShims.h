#pragma once

// All of C that there is: what Swift has no words for.
#include "CPUFeatures.h"
#include "ProcessStart.h"
#include "VectorLanes.h"
