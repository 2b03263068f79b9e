// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Loads programs of every kind; see kinds.h. */
#include "kernel/audit/guest/kinds.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { LOG_SIZE = 1 << 16, SLEEPABLE = 1 << 4, FRAGS = 1 << 5 };

static char words[LOG_SIZE];

int kind_load(const struct kind *kind, const struct bpf_insn *code, unsigned int count, int level)
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

const char *kind_reason(void)
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

static int find_target(const struct section *section, const struct btf *types)
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
		snprintf(name, sizeof(name), "%s%s", targets[i].prefix, targets[i].name);
		return btf__find_by_name_kind(types, name, (uint32_t)kind);
	}
	return 0;
}

static bool is_new(unsigned int row)
{
	for (unsigned int i = 0; i < row; i++)
		if (sections[i].type == sections[row].type &&
		    sections[i].attach == sections[row].attach &&
		    sections[i].flags == sections[row].flags)
			return false;
	return true;
}

static int try_plain(const struct kind *kind)
{
	const struct bpf_insn code[] = {
		I(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, kind->result),
		I(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
	};

	return kind_load(kind, code, 2, 1);
}

bool kind_open(unsigned int row, const struct btf *types, struct kind *kind, int *error)
{
	*kind = (struct kind){ .section = &sections[row] };
	*error = 0;
	if (!is_new(row) || sections[row].type == BPF_PROGRAM_EXT)
		return false;
	kind->target = types ? find_target(&sections[row], types) : 0;
	if (kind->target < 0)
		return true;
	*error = try_plain(kind);
	if (*error && strstr(words, "should have been in")) {
		kind->result = 1;
		*error = try_plain(kind);
	}
	return true;
}

const char *kind_log(void)
{
	return words;
}
