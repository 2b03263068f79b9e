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
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/syscall.h>

#include "llvm-pass/bpf/sections.h"

enum { HELPERS = 220, CONTEXT = 256, LOG_SIZE = 1 << 16, SLEEPABLE = 1 << 4, FRAGS = 1 << 5 };

#define I(code, dst, src, off, imm) { (__u8)(code), (dst), (src), (__s16)(off), (imm) }

struct kind {
	const struct section *section;
	int target; /* of the kernel's BTF */
	int result; /* that such programs may return */
};

static char words[LOG_SIZE];
static struct btf *types;

static int load(const struct kind *kind, const struct bpf_insn *code, unsigned int count, int level)
{
	union bpf_attr attr = { 0 };
	int file;

	attr.prog_type = kind->section->type;
	attr.expected_attach_type =
		kind->section->attach == BPF_ATTACH_NONE ? 0 : kind->section->attach;
	attr.insns = (uintptr_t)code;
	attr.insn_cnt = count;
	attr.license = (uintptr_t)"GPL";
	attr.attach_btf_id = (__u32)kind->target;
	attr.prog_flags = (kind->section->flags & SECTION_SLEEPABLE ? SLEEPABLE : 0) |
			  (kind->section->flags & SECTION_FRAGS ? FRAGS : 0);
	if (kind->section->type == BPF_PROGRAM_STRUCT_OPS)
		attr.expected_attach_type = 2;
	attr.log_buf = (uintptr_t)words;
	attr.log_size = sizeof(words);
	attr.log_level = (__u32)level;
	words[0] = '\0';
	file = (int)syscall(__NR_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
	if (file < 0)
		return -errno;
	close(file);
	return 0;
}

/* The last line of the log that says why, without the numbers. */
static char *reason(void)
{
	char *last = words, *end;

	end = strstr(words, "processed ");
	if (end)
		*end = '\0';
	for (size_t length = strlen(words); length && words[length - 1] == '\n';)
		words[--length] = '\0';
	end = strrchr(words, '\n');
	if (end)
		last = end + 1;
	return last;
}

static int find_target(const struct section *section)
{
	static const struct {
		const char *section, *prefix, *name;
	} targets[] = {
		{ "tp_btf", "btf_trace_", "sched_switch" },
		{ "fentry", "", "bpf_fentry_test1" },
		{ "fexit", "", "bpf_fentry_test1" },
		{ "fsession", "", "bpf_fentry_test1" },
		{ "fmod_ret", "", "bpf_modify_return_test" },
		{ "lsm_cgroup", "bpf_lsm_", "socket_post_create" },
		{ "lsm", "bpf_lsm_", "file_open" },
		{ "iter", "bpf_iter_", "task" },
	};
	char name[128];

	if (section->type == BPF_PROGRAM_STRUCT_OPS)
		return btf__find_by_name_kind(types, "tcp_congestion_ops", BTF_KIND_STRUCT);
	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++) {
		int kind = !strcmp(targets[i].section, "tp_btf") ? BTF_KIND_TYPEDEF : BTF_KIND_FUNC;

		if (strncmp(section->name, targets[i].section, strlen(targets[i].section)) != 0)
			continue;
		if (section->flags & SECTION_SLEEPABLE && kind == BTF_KIND_FUNC &&
		    !strcmp(targets[i].name, "bpf_fentry_test1"))
			snprintf(name, sizeof(name), "%s", "bpf_fentry_test1");
		else
			snprintf(name, sizeof(name), "%s%s", targets[i].prefix, targets[i].name);
		return btf__find_by_name_kind(types, name, (uint32_t)kind);
	}
	return 0;
}

static void ask_helpers(const struct kind *kind)
{
	for (int id = 1; id < HELPERS; id++) {
		const struct bpf_insn code[] = {
			I(BPF_JMP | BPF_CALL, 0, 0, 0, id),
			I(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, kind->result),
			I(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
		};
		int error = load(kind, code, 3, 1);

		if (error && (strstr(words, "unknown func") || strstr(words, "cannot use helper") ||
			      strstr(words, "invalid func") || !words[0]))
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

	if (load(kind, code, 3, 2))
		return;
	at = strstr(words, "R2_w=");
	if (!at)
		at = strstr(words, "R2=");
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

	if (!load(kind, code, 4, 1))
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

	printf("return %s %s\n", kind->section->name, load(kind, code, 2, 1) ? reason() : "any");
}

static int try_plain(const struct kind *kind)
{
	const struct bpf_insn code[] = {
		I(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, kind->result),
		I(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
	};

	return load(kind, code, 2, 1);
}

static void ask(struct kind *kind)
{
	int error = try_plain(kind);

	if (error && strstr(words, "should have been in")) {
		kind->result = 1;
		error = try_plain(kind);
	}
	if (error) {
		printf("unknown %s %d %s\n", kind->section->name, -error, reason());
		return;
	}
	printf("known %s\n", kind->section->name);
	ask_return(kind);
	ask_helpers(kind);
	ask_context(kind);
	fflush(stdout);
}

static int is_new(unsigned int row)
{
	for (unsigned int i = 0; i < row; i++)
		if (sections[i].type == sections[row].type &&
		    sections[i].attach == sections[row].attach &&
		    sections[i].flags == sections[row].flags)
			return 0;
	return 1;
}

int main(void)
{
	types = btf__load_vmlinux_btf();
	for (unsigned int i = 0; i < section_count; i++) {
		struct kind kind = { .section = &sections[i] };

		if (!is_new(i) || sections[i].type == BPF_PROGRAM_EXT)
			continue;
		kind.target = types ? find_target(&sections[i]) : 0;
		if (kind.target < 0) {
			printf("unknown %s 0 no target\n", sections[i].name);
			continue;
		}
		ask(&kind);
	}
	return 0;
}
