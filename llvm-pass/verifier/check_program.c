// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* What a kernel refuses of a program before it walks it: its kind, and the maps that it uses. */
#include <linux/bpf.h>

#include "llvm-pass/verifier/check.h"
#include "llvm-pass/verifier/isa.h"
#include "llvm-pass/verifier/program_kind.h"

static bool is_tracing(const struct section *kind)
{
	return kind->type == BPF_PROGRAM_KPROBE || kind->type == BPF_PROGRAM_TRACEPOINT ||
	       kind->type == BPF_PROGRAM_PERF_EVENT || kind->type == BPF_PROGRAM_RAW_TRACEPOINT ||
	       kind->type == BPF_PROGRAM_RAW_TRACEPOINT_WRITABLE;
}

/* What programs that may sleep may use, from 6.12 on; before, that hangs on too much. */
static bool is_for_sleepers(const struct series *series, unsigned int type)
{
	switch (type) {
	case BPF_MAP_TYPE_PROG_ARRAY:
		return series_from(series, 6, 16);
	case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
	case BPF_MAP_TYPE_STACK_TRACE:
	case BPF_MAP_TYPE_CGROUP_ARRAY:
	case BPF_MAP_TYPE_SOCKMAP:
	case BPF_MAP_TYPE_SOCKHASH:
	case BPF_MAP_TYPE_DEVMAP:
	case BPF_MAP_TYPE_CPUMAP:
	case BPF_MAP_TYPE_XSKMAP:
		return !series_from(series, 6, 12);
	default:
		return true;
	}
}

/* Locks and timers are not for every kind of program. */
static bool check_map(struct walk *walk, const struct section *kind, const struct program_map *map)
{
	if (map->fields.spin_lock >= 0 && kind->type == BPF_PROGRAM_SOCKET_FILTER)
		return refuse(walk, REASON_LOCK,
			      "socket filter progs cannot use bpf_spin_lock yet");
	if (map->fields.spin_lock >= 0 && is_tracing(kind))
		return refuse(walk, REASON_LOCK, "tracing progs cannot use bpf_spin_lock yet");
	if (walk->program->sleepable && !is_for_sleepers(walk->series, map->type)) {
		walk->place = 0;
		return refuse(walk, REASON_HELPER_NOT_ALLOWED,
			      "Sleepable programs can only use array, hash, ringbuf and local "
			      "storage maps");
	}
	if (map->fields.timer >= 0 && is_tracing(kind) && !series_from(walk->series, 7, 0))
		return refuse(walk, REASON_LOCK, "tracing progs cannot use bpf_timer yet");
	return true;
}

/* What a kernel does not know. Arithmetic, and what is newer than BPF_ATOMIC, is found out when
 * walked. */
static bool check_instruction(struct walk *walk, const struct instruction *at)
{
	enum isa isa = isa_of(at);

	if (isa_is_known(walk->series, isa) || walk->options->all_instructions)
		return true;
	switch (isa) {
	case ISA_ATOMIC:
		return no_such_instruction(walk, "BPF_STX uses reserved fields");
	case ISA_ACQUIRE:
		return isa_is_known(walk->series, ISA_ATOMIC) ||
		       no_such_instruction(walk, "BPF_STX uses reserved fields");
	case ISA_LOAD_SIGNED:
		return no_such_instruction(walk, "BPF_LDX uses reserved fields");
	case ISA_GOTO_LONG:
	case ISA_SWAP:
	case ISA_GOTO_REGISTER:
		return no_such_instruction(walk, "unknown opcode %02x", at->code);
	default:
		return true;
	}
}

static bool check_maps(struct walk *walk, const struct section *kind)
{
	const struct program *program = walk->program;

	for (size_t i = 0; i < program->code_count; i++) {
		const struct instruction *at = &program->code[i];

		walk->place = i;
		if (!check_instruction(walk, at))
			return false;
		if (instruction_is_constant(at))
			i++;
		if (at->target == TARGET_MAP && !check_map(walk, kind, &program->maps[at->value]))
			return false;
		if (at->target == TARGET_DATA &&
		    !check_map(walk, kind, &program->data[at->value >> 32]))
			return false;
	}
	return true;
}

bool check_program(struct walk *walk)
{
	const struct section *kind = program_kind(walk->program->section);
	const char *words = kind ? program_kind_refused(kind, walk->series) : NULL;

	if (words)
		return refuse(walk, REASON_INSTRUCTION, "%s", words);
	return !kind || check_maps(walk, kind);
}
