// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* What subcommands' options have in common; see arguments.h. */
#include "cli/arguments.h"

#include <errno.h>
#include <stdlib.h>

#include "cli/command.h"

void words_add(struct words *words, char *word, struct argp_state *state)
{
	char **more = realloc(words->words, (words->count + 1) * sizeof(*more));

	if (!more) {
		argp_failure(state, EXIT_NOT_DONE, ENOMEM, "cannot read the command line");
		return;
	}
	words->words = more;
	more[words->count++] = word;
}

unsigned int parse_number(const char *text, unsigned int most, const char *what,
			  struct argp_state *state)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (*end || end == text || number < 1 || number > most)
		argp_error(state, "'%s' is no number of %s: it is 1 to %u", text, what, most);
	return (unsigned int)number;
}

enum accel parse_accel(const char *text, struct argp_state *state)
{
	struct failure why = { "" };
	enum accel accel = ACCEL_AUTO;

	if (accel_parse(text, &accel, &why))
		argp_error(state, "%s", why.text);
	return accel;
}
