// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Prints, for each line of its input, the kind that the table has for it, or "-"; for coverage. */
#include <stdio.h>
#include <string.h>

#include "explain/words.h"

int main(void)
{
	char line[4096];

	while (fgets(line, sizeof(line), stdin)) {
		const struct words_row *row;

		line[strcspn(line, "\n")] = '\0';
		row = words_match(line);
		puts(row ? kind_rows[row->kind].name : "-");
	}
	return 0;
}
