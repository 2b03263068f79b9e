// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Puts what the backend says of functions beside what is read of the object; see emission.h. */
#include "llvm-pass/emit/emission.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/backend/backend.h"

static const struct backend_function *find(const struct backend_output *output, const char *name)
{
	for (size_t i = 0; i < output->function_count; i++)
		if (!strcmp(output->functions[i].name, name))
			return &output->functions[i];
	return NULL;
}

/* What came from nothing counts to what is behind it in the function. */
static void map_to_next(struct emission *emission, const struct function *function)
{
	LLVMValueRef next = NULL;

	for (size_t i = function->first + function->count; i-- > function->first;) {
		emission->near[i] = !emission->from[i] && next;
		if (!emission->from[i])
			emission->from[i] = next;
		next = emission->from[i];
	}
}

static void map_functions(struct emission *emission, const struct backend_output *output)
{
	for (size_t i = 0; i < emission->code.function_count; i++) {
		const struct function *function = &emission->code.functions[i];
		const struct backend_function *known = find(output, function->name);

		if (!known)
			continue;
		emission->functions[i] = known->function;
		for (size_t k = 0; k < function->count && k < known->count; k++)
			emission->from[function->first + k] = known->from[k];
		map_to_next(emission, function);
	}
}

static int read_output(struct emission *emission, struct backend_output *output,
		       struct failure *why)
{
	int error;

	emission->object = output->object;
	emission->object_size = output->object_size;
	output->object = NULL;
	error = bytecode_read_memory("the emitted object", emission->object, emission->object_size,
				     &emission->code, why);
	if (error)
		return error;
	emission->from = calloc(emission->code.code_count + 1, sizeof(*emission->from));
	emission->near = calloc(emission->code.code_count + 1, sizeof(*emission->near));
	emission->functions =
		calloc(emission->code.function_count + 1, sizeof(*emission->functions));
	if (!emission->from || !emission->near || !emission->functions)
		return fail_with(why, -ENOMEM, "out of memory");
	map_functions(emission, output);
	return 0;
}

/* Takes the errors over. Without memory there are none. */
static void keep_errors(struct emission *emission, struct backend_output *output)
{
	emission->errors = calloc(output->error_count + 1, sizeof(*emission->errors));
	for (size_t i = 0; i < output->error_count && emission->errors; i++) {
		struct backend_error *error = &output->errors[i];

		emission->errors[i] =
			(struct emission_error){ error->words, error->function, error->at };
		error->words = NULL;
		emission->error_count++;
	}
}

int emission_make(LLVMModuleRef module, unsigned int level, bool types, struct emission *emission,
		  struct failure *why)
{
	struct backend_output output;
	int error = backend_run(module, level, types, &output);

	*emission = (struct emission){ 0 };
	keep_errors(emission, &output);
	if (error)
		fail_with(why, error, "%s", output.refusal);
	else
		error = read_output(emission, &output, why);
	backend_output_free(&output);
	return error;
}

void emission_free(struct emission *emission)
{
	bytecode_close(&emission->code);
	free(emission->object);
	free(emission->from);
	free(emission->near);
	free(emission->functions);
	for (size_t i = 0; i < emission->error_count; i++)
		free(emission->errors[i].words);
	free(emission->errors);
	*emission = (struct emission){ 0 };
}
