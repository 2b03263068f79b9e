// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Asks the tables of each series in turn; see kernel-facts.h. */
#include "explain/kernel-facts.h"

#include <stdio.h>

#include "llvm-pass/verifier/helper_table.h"
#include "llvm-pass/verifier/isa.h"
#include "llvm-pass/verifier/program_kind.h"

struct kernel_fact fact_helper(const struct program *program, unsigned int helper)
{
	const struct section *kind = program_kind(program->section);
	struct kernel_fact fact = { .who = WHO_UNKNOWN };

	snprintf(fact.what, sizeof(fact.what), "bpf_%s() in programs of %s", helper_name(helper),
		 program->section);
	for (size_t i = 0; kind && i < kernel_series_count; i++) {
		const struct series series = series_of(kernel_series[i]);
		int may = program_kind_may_call(kind, &series, helper);

		if (may > 0) {
			fact.who = WHO_FROM;
			fact.first = kernel_series[i];
			return fact;
		}
		if (!may)
			fact.who = WHO_NONE;
	}
	return fact;
}

struct kernel_fact fact_context(const struct program *program, int offset, unsigned int size,
				bool write)
{
	const struct section *kind = program_kind(program->section);
	struct kernel_fact fact = { .who = WHO_UNKNOWN };

	if (!kind || program_kind_context_rule(kind) != CONTEXT_BY_TABLE)
		return fact;
	snprintf(fact.what, sizeof(fact.what), "%s of %u bytes at offset %d of the context of %s",
		 write ? "a write" : "a read", size, offset, program->section);
	fact.who = WHO_NONE;
	for (size_t i = 0; i < kernel_series_count; i++) {
		const struct series series = series_of(kernel_series[i]);
		enum context_what what;

		if (!program_kind_context(kind, &series, offset, size, write, &what))
			continue;
		fact.who = WHO_FROM;
		fact.first = kernel_series[i];
		break;
	}
	return fact;
}

struct kernel_fact fact_program_kind(const struct program *program)
{
	const struct section *kind = program_kind(program->section);
	struct kernel_fact fact = { .who = WHO_UNKNOWN };

	snprintf(fact.what, sizeof(fact.what), "programs of %s", program->section);
	for (size_t i = 0; kind && i < kernel_series_count; i++) {
		const struct series series = series_of(kernel_series[i]);

		if (!program_kind_refused(kind, &series)) {
			fact.who = WHO_FROM;
			fact.first = kernel_series[i];
			return fact;
		}
		fact.who = WHO_NONE;
	}
	return fact;
}

struct kernel_fact fact_callbacks(const struct program *program)
{
	/* BPF_PSEUDO_FUNC of linux/bpf.h. */
	static const struct kernel_version first = { 5, 13, KERNEL_ANY_PATCH };
	struct kernel_fact fact = { .who = WHO_UNKNOWN };

	for (size_t i = 0; i < program->code_count; i++)
		if (instruction_is_constant(&program->code[i]) &&
		    program->code[i].target == TARGET_FUNCTION) {
			fact.who = WHO_FROM;
			fact.first = first;
			fact.exact = true;
			snprintf(fact.what, sizeof(fact.what), "functions that are called back");
		}
	return fact;
}

struct kernel_fact fact_instruction(const struct program *program, size_t place)
{
	enum isa isa = place < program->code_count ? isa_of(&program->code[place]) : ISA_BASIC;
	struct kernel_fact fact = { .who = WHO_UNKNOWN };

	if (isa == ISA_BASIC)
		return fact;
	fact.who = WHO_FROM;
	fact.first = isa_rows[isa].first;
	fact.exact = true;
	snprintf(fact.what, sizeof(fact.what), "%s", isa_rows[isa].words);
	return fact;
}

bool fact_holds(const struct kernel_fact *fact, struct kernel_version kernel)
{
	return fact->who == WHO_FROM && kernel_version_compare(kernel, fact->first) >= 0;
}
