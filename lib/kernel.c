// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Loads programs of a few instructions; see kernel.h. */
#include "lib/kernel.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* What the headers of old kernels do not have. */
#define TYPE_ARENA ((enum bpf_map_type)33)
#define TYPE_INSTRUCTIONS ((enum bpf_map_type)34)
#define ARENA_ADDRESS (1ULL << 44)
#define KERNEL_ENOTSUPP 524 /* the kernel's own, that gets out */

/* The longest program, and how often a kernel may ask for it anew. */
enum { MOST_CODE = 64, ATTEMPTS = 5 };

static const struct {
	enum bpf_prog_type type;
	enum bpf_attach_type attach;
	const char *target; /* a function of the kernel, or NULL */
	__u32 flags;
} kinds[PROGRAM_KINDS] = {
	[PROGRAM_SOCKET] = { .type = BPF_PROG_TYPE_SOCKET_FILTER },
	[PROGRAM_TC] = { .type = BPF_PROG_TYPE_SCHED_CLS },
	[PROGRAM_XDP] = { .type = BPF_PROG_TYPE_XDP },
	[PROGRAM_RAW_TRACEPOINT] = { .type = BPF_PROG_TYPE_RAW_TRACEPOINT },
	[PROGRAM_PERF_EVENT] = { .type = BPF_PROG_TYPE_PERF_EVENT },
	[PROGRAM_SYSCTL] = { .type = BPF_PROG_TYPE_CGROUP_SYSCTL, .attach = BPF_CGROUP_SYSCTL },
	[PROGRAM_SYSCALL] = { .type = BPF_PROG_TYPE_SYSCALL, .flags = BPF_F_SLEEPABLE },
	[PROGRAM_LSM] = { BPF_PROG_TYPE_LSM, BPF_LSM_MAC, "bpf_lsm_file_open", 0 },
	[PROGRAM_PATH] = { BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, "vfs_truncate", 0 },
	[PROGRAM_TASK] = { BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, "wake_up_new_task", 0 },
};

static const char *const kfunc_names[KFUNCS] = {
	[KFUNC_DYNPTR_SLICE] = "bpf_dynptr_slice",
};

/* What stands in a map of instructions, as later headers have it. */
struct instruction_value {
	__u32 original, translated, compiled, unused;
};

void bpfmend_kernel_open(struct kernel *kernel)
{
	*kernel = (struct kernel){ 0 };
}

static int make_text(void)
{
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = BPF_F_RDONLY_PROG);
	int map = bpf_map_create(BPF_MAP_TYPE_ARRAY, NULL, 4, 8, 1, &options);
	int error = map < 0 ? map : bpf_map_freeze(map);

	if (map >= 0 && error)
		close(map);
	return error ? error : map;
}

/* A program cannot know an arena that lies nowhere yet. */
static int make_arena(void)
{
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = BPF_F_MMAPABLE,
		    .map_extra = ARENA_ADDRESS);

	return bpf_map_create(TYPE_ARENA, NULL, 0, 0, 1, &options);
}

static int make_instructions(void)
{
	struct instruction_value value = { .original = TARGET };
	int map = bpf_map_create(TYPE_INSTRUCTIONS, NULL, 4, sizeof(value), 1, NULL), key = 0;
	int error = map < 0 ? map : bpf_map_update_elem(map, &key, &value, BPF_ANY);

	if (!error)
		error = bpf_map_freeze(map);
	if (map >= 0 && error)
		close(map);
	return error ? error : map;
}

static int make_map(enum probe_map map)
{
	switch (map) {
	case MAP_ARRAY:
		return bpf_map_create(BPF_MAP_TYPE_ARRAY, NULL, 4, ARRAY_SIZE, 1, NULL);
	case MAP_HASH:
		return bpf_map_create(BPF_MAP_TYPE_HASH, NULL, 8, 8, 1, NULL);
	case MAP_TEXT:
		return make_text();
	case MAP_ARENA:
		return make_arena();
	case MAP_INSTRUCTIONS:
		return make_instructions();
	default:
		return -EINVAL;
	}
}

/* Descriptor 0 is somebody's standard input; libbpf gives none of them out. */
static int map_of(struct kernel *kernel, int map)
{
	if (!kernel->maps[map])
		kernel->maps[map] = make_map((enum probe_map)map);
	return kernel->maps[map];
}

static int find_name(struct kernel *kernel, struct kernel_name *name, const char *text)
{
	if (name->id)
		return name->id;
	if (!kernel->types && !kernel->types_error) {
		kernel->types = btf__load_vmlinux_btf();
		kernel->types_error = kernel->types ? 0 : -errno;
	}
	name->id = kernel->types_error;
	if (!name->id)
		name->id = btf__find_by_name_kind(kernel->types, text, BTF_KIND_FUNC);
	return name->id;
}

/* Gives an instruction what it names. Returns 0 or a negative errno. */
static int fill_in(struct kernel *kernel, struct bpf_insn *instruction)
{
	int found;

	if (instruction->code == (BPF_LD | BPF_IMM | BPF_DW))
		found = map_of(kernel, instruction->imm);
	else if (instruction->code == (BPF_JMP | BPF_CALL) &&
		 instruction->src_reg == BPF_PSEUDO_KFUNC_CALL)
		found = find_name(kernel, &kernel->kfuncs[instruction->imm],
				  kfunc_names[instruction->imm]);
	else
		return 0;
	instruction->imm = found;
	return found < 0 ? found : 0;
}

int bpfmend_kernel_load(struct kernel *kernel, enum program_kind kind, struct code code)
{
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = kinds[kind].attach,
		    .prog_flags = kinds[kind].flags, .attempts = ATTEMPTS);
	struct bpf_insn copy[MOST_CODE];
	int file, error = 0;

	if (code.count > MOST_CODE)
		return -E2BIG;
	memcpy(copy, code.items, code.count * sizeof(*copy));
	for (size_t i = 0; i < code.count && !error; i++)
		error = fill_in(kernel, &copy[i]);
	if (!error && kinds[kind].target) {
		error = find_name(kernel, &kernel->targets[kind], kinds[kind].target);
		options.attach_btf_id = (__u32)error;
		error = error < 0 ? error : 0;
	}
	if (error)
		return error;
	kernel->loads++;
	/* The kernels' own helpers for tracing are for programs of this licence. */
	file = bpf_prog_load(kinds[kind].type, "bpfmend_probe", "GPL", copy, code.count, &options);
	if (file < 0)
		return file;
	close(file);
	return 0;
}

int bpfmend_kernel_refused(int error)
{
	return error == -EACCES || error == -EINVAL || error == -EOPNOTSUPP ||
	       error == -KERNEL_ENOTSUPP;
}

void bpfmend_kernel_close(struct kernel *kernel)
{
	btf__free(kernel->types);
	for (int i = 0; i < MAPS; i++)
		if (kernel->maps[i] > 0)
			close(kernel->maps[i]);
}
