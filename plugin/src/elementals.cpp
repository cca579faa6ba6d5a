// SPDX-License-Identifier: BSD-2-Clause
// Names and arities of the elementals, by enumerator.
#include "jacquard/elementals.hpp"
