// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Collects refusals of programs by the IR instruction that they are about; see refusals.h. */
#include "llvm-pass/driver/refusals.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/predict/module_walk.h"
#include "llvm-pass/support/array.h"

static bool is_of_bounds(enum reason reason)
{
	return reason == REASON_OUT_OF_BOUNDS || reason == REASON_UNBOUNDED_MEMORY ||
	       reason == REASON_ARGUMENT_SIZE || reason == REASON_POINTER_BOUNDS ||
	       reason == REASON_VARIABLE_OFFSET;
}

static struct refused *refused_at(struct refusals *refusals, LLVMValueRef at)
{
	struct refused *grown;

	for (size_t i = 0; i < refusals->count; i++)
		if (refusals->items[i].at == at)
			return &refusals->items[i];
	grown = array_grow(refusals->items, refusals->count, sizeof(*grown));
	if (!grown)
		return NULL;
	refusals->items = grown;
	grown[refusals->count] = (struct refused){
		.at = at,
		.function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(at)),
	};
	return &grown[refusals->count++];
}

/* Adds a kernel to a list as users write it; one that has no room is left out. */
static void add_kernel(char *kernels, size_t size, struct kernel_version kernel)
{
	char version[KERNEL_VERSION_TEXT];
	size_t used = strlen(kernels);

	kernel_version_format(kernel, version);
	if (used + strlen(version) + 2 <= size)
		snprintf(kernels + used, size - used, "%s%s", used ? "," : "", version);
}

static int ask(struct module_walk *walk, size_t program, struct kernel_version kernel,
	       struct refusals *refusals)
{
	const struct verdict *verdict;
	struct refused *refused;
	LLVMValueRef from;
	bool near;
	int error = module_walk_verdict(walk, program, kernel, false, &verdict);

	if (error || verdict->kind != VERDICT_REFUSED || !is_of_bounds(verdict->reason))
		return error;
	from = module_walk_from(walk, program, verdict->place, &near);
	if (!from || !LLVMIsAInstruction(from))
		return 0;
	refused = refused_at(refusals, from);
	if (!refused)
		return -ENOMEM;
	add_kernel(refused->kernels, sizeof(refused->kernels), kernel);
	return 0;
}

int refusals_find(struct module_walk *walk, const struct kernel_list *kernels,
		  struct refusals *refusals)
{
	struct kernel_version *asked = NULL;
	size_t count;
	int error = kernel_list_versions(kernels, &asked, &count);

	*refusals = (struct refusals){ 0 };
	for (size_t i = 0; i < walk->programs.count && !error; i++)
		for (size_t k = 0; k < count && !error; k++)
			error = ask(walk, i, asked[k], refusals);
	free(asked);
	return error == -ENOMEM ? error : 0;
}

void refusals_free(struct refusals *refusals)
{
	free(refusals->items);
	*refusals = (struct refusals){ 0 };
}
