// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Looks in a mended object for what no verifier takes and the plain one has not, in the function of
 * the same name: arithmetic on pointers that is none of theirs, accesses of the stack that are not
 * aligned, more stack than there is.
 *
 *	check-object PLAIN MENDED [PLAIN MENDED]...
 *
 * A line for each: file, function, instruction, what. Ends with 0 if there is none, 1 if there is
 * one, 2 if an object could not be read.
 */
#include <stdio.h>
#include <string.h>

#include "llvm-pass/bytecode/violations.h"

enum { EXIT_NOT_DONE = 2 };

/* An object, and what was found in it. */
struct looked {
	struct bytecode object;
	struct pointer_flow flow;
	struct violations violations;
};

static void close_looked(struct looked *looked)
{
	violations_free(&looked->violations);
	pointer_flow_free(&looked->flow);
	bytecode_close(&looked->object);
}

static int look(const char *path, struct looked *looked, struct failure *why)
{
	int error = bytecode_read(path, &looked->object, why);

	if (error)
		return error;
	error = pointer_flow_compute(&looked->flow, &looked->object);
	if (!error)
		error = violations_search(&looked->violations, &looked->flow);
	if (error) {
		fail_with(why, error, "%s: %s", path, strerror(-error));
		close_looked(looked);
	}
	return error;
}

static size_t tell(const char *path, const struct looked *plain, const struct looked *mended)
{
	size_t told = 0;

	for (size_t i = 0; i < mended->violations.count; i++) {
		const struct violation *violation = &mended->violations.list[i];
		const char *function = mended->object.functions[violation->function].name;
		char text[128];

		if (violations_have(&plain->violations, &plain->object, function, violation))
			continue;
		violation_describe(violation, text, sizeof(text));
		printf("%s: %s: instruction %zu: %s\n", path, function, violation->instruction,
		       text);
		told++;
	}
	return told;
}

/* Returns what main() ends with. */
static int check(const char *plain_path, const char *mended_path)
{
	struct looked plain = { 0 }, mended = { 0 };
	struct failure why = { "" };
	size_t told = 0;
	int error = look(plain_path, &plain, &why);

	if (!error) {
		error = look(mended_path, &mended, &why);
		if (!error) {
			told = tell(mended_path, &plain, &mended);
			close_looked(&mended);
		}
		close_looked(&plain);
	}
	if (error) {
		fprintf(stderr, "%s\n", why.text);
		return EXIT_NOT_DONE;
	}
	return told ? 1 : 0;
}

int main(int argc, char **argv)
{
	int worst = 0;

	if (argc < 3 || argc % 2 == 0) {
		fprintf(stderr, "usage: %s PLAIN MENDED [PLAIN MENDED]...\n", argv[0]);
		return EXIT_NOT_DONE;
	}
	for (int i = 1; i < argc; i += 2) {
		int status = check(argv[i], argv[i + 1]);

		worst = status > worst ? status : worst;
	}
	return worst;
}
