// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* What hazards share; see hazard.h. */
#include "llvm-pass/hazards/hazard.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "llvm-pass/support/array.h"
#include "llvm-pass/bridge/bridge.h"

const struct hazard *finding_hazard(const struct finding *finding, const struct hazard *found_by)
{
	return finding->as ? finding->as : found_by;
}

int findings_add(struct findings *findings, struct finding finding)
{
	struct finding *grown =
		array_grow(findings->items, findings->count, sizeof(*findings->items));

	if (!grown) {
		free(finding.details);
		return -ENOMEM;
	}
	findings->items = grown;
	findings->items[findings->count++] = finding;
	return 0;
}

void findings_free(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		free(findings->items[i].details);
	free(findings->items);
	*findings = (struct findings){ 0 };
}

char *object_name(const struct stack_object *object, char text[OBJECT_NAME_SIZE])
{
	char variable[OBJECT_NAME_SIZE - 2];
	LLVMValueRef function;
	const char *name;
	size_t length;

	if (bridge_variable_name(object->alloca, variable, sizeof(variable))) {
		snprintf(text, OBJECT_NAME_SIZE, "'%s'", variable);
		return text;
	}
	function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(object->alloca));
	name = LLVMGetValueName2(function, &length);
	snprintf(text, OBJECT_NAME_SIZE, "the %" PRIu64 "-byte stack object in %.*s()",
		 object->size, (int)length, name);
	return text;
}
