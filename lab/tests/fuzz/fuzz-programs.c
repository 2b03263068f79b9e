// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* ELF files, as `bpfmend predict` reads and walks them. */
#include <stdlib.h>

#include "lab/tests/fuzz/fuzz.h"
#include "llvm-pass/bytecode/programs.h"
#include "llvm-pass/verifier/walk.h"

/* A walk is for as long as the input is read in: enough to come behind loops. */
#define BUDGET 2000
#define MOST_PROGRAMS 4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const kernels[] = { "5.10", "6.12", "7.3" };
	struct walk_options options = { .budget = BUDGET };
	struct failure why = { "" };
	struct programs programs;

	if (programs_read_memory("input", data, size, &programs, &why))
		return 0;
	for (size_t k = 0; k < sizeof(kernels) / sizeof(kernels[0]); k++) {
		struct kernel_version version;
		struct series series;

		if (kernel_version_parse(kernels[k], &version, NULL))
			abort();
		series = series_of(version);
		for (size_t i = 0; i < programs.count && i < MOST_PROGRAMS; i++) {
			struct verdict verdict;

			if (!walk_program(&programs.items[i], &series, &options, &verdict))
				verdict_free(&verdict);
		}
	}
	programs_close(&programs);
	return 0;
}
