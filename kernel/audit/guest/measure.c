// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Asks the kernel it runs on, with programs of a few instructions: for each kind of program (a row
 * of sections.def that differs from those before it) which helpers it may call, which bytes of its
 * context it may read and write and what comes out, and what it may return. Runs in a machine of
 * the lab as "bpfmend exec --kernel SERIES --file measure-programs -- measure-programs", prints a
 * line per fact:
 *
 *	helper SECTION ID
 *	read|write SECTION OFFSET SIZE WHAT	WHAT is the register behind a read, as the log has
 * it return SECTION any|WORDS unknown SECTION ERRNO WORDS		the kernel has no such
 * programs
 */
#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>

#include "kernel/audit/guest/kinds.h"

enum { HELPERS = 220, CONTEXT = 256 };

static void ask_helpers(const struct kind *kind)
{
	for (int id = 1; id < HELPERS; id++) {
		const struct bpf_insn code[] = {
			I(BPF_JMP | BPF_CALL, 0, 0, 0, id),
			I(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, kind->result),
			I(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
		};
		int error = kind_load(kind, code, 3, 1);
		const char *log = kind_log();

		if (error && (strstr(log, "unknown func") || strstr(log, "cannot use helper") ||
			      strstr(log, "invalid func") || !log[0]))
			continue;
		printf("helper %s %d\n", kind->section->name, id);
	}
}

static const int sizes[] = { BPF_B, BPF_H, BPF_W, BPF_DW };
static const int bytes_of[] = { 1, 2, 4, 8 };

static void ask_read(const struct kind *kind, int offset, int which)
{
	const struct bpf_insn code[] = {
		I(BPF_LDX | BPF_MEM | sizes[which], 2, 1, offset, 0),
		I(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, kind->result),
		I(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
	};
	char what[200] = "?", *at;

	if (kind_load(kind, code, 3, 2))
		return;
	at = strstr(kind_log(), "R2_w=");
	if (!at)
		at = strstr(kind_log(), "R2=");
	if (at)
		sscanf(strchr(at, '=') + 1, "%199[^ \n]", what);
	printf("read %s %d %d %s\n", kind->section->name, offset, bytes_of[which], what);
}

static void ask_write(const struct kind *kind, int offset, int which)
{
	const struct bpf_insn code[] = {
		I(BPF_ALU64 | BPF_MOV | BPF_K, 2, 0, 0, 0),
		I(BPF_STX | BPF_MEM | sizes[which], 1, 2, offset, 0),
		I(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, kind->result),
		I(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
	};

	if (!kind_load(kind, code, 4, 1))
		printf("write %s %d %d\n", kind->section->name, offset, bytes_of[which]);
}

static void ask_context(const struct kind *kind)
{
	for (int which = 0; which < 4; which++)
		for (int offset = 0; offset < CONTEXT; offset += bytes_of[which]) {
			ask_read(kind, offset, which);
			ask_write(kind, offset, which);
		}
}

static void ask_return(const struct kind *kind)
{
	const struct bpf_insn code[] = {
		I(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_get_prandom_u32),
		I(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
	};

	printf("return %s %s\n", kind->section->name,
	       kind_load(kind, code, 2, 1) ? kind_reason() : "any");
}

static void ask(const struct kind *kind, int error)
{
	if (error) {
		printf("unknown %s %d %s\n", kind->section->name, -error, kind_reason());
		return;
	}
	printf("known %s\n", kind->section->name);
	ask_return(kind);
	ask_helpers(kind);
	ask_context(kind);
	fflush(stdout);
}

int main(void)
{
	struct btf *types = btf__load_vmlinux_btf();
	for (unsigned int i = 0; i < section_count; i++) {
		struct kind kind;
		int error;

		if (!kind_open(i, types, &kind, &error))
			continue;
		if (kind.target < 0)
			printf("unknown %s 0 no target\n", kind.section->name);
		else
			ask(&kind, error);
	}
	return 0;
}
