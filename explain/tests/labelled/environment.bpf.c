// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* What whoever loads it has to see to. */
#include "labelled.h"

CLASS(environment)
SEC("fentry/a_function_that_no_kernel_has")
int target_that_is_not_there(void *context)
{
	return 0;
}
