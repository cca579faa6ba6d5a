// SPDX-License-Identifier: BSD-2-Clause
// The scalar a residual template is called with to capture it.
#pragma once
