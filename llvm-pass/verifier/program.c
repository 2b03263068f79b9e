/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "llvm-pass/verifier/program.h"

const struct subprogram *program_subprogram_at(const struct program *program, size_t place)
{
	for (size_t i = 0; i < program->subprogram_count; i++) {
		const struct subprogram *subprogram = &program->subprograms[i];

		if (place >= subprogram->first && place - subprogram->first < subprogram->count)
			return subprogram;
	}
	return NULL;
}
