// The line at which the bytes are read, also where the optimiser has put the reads together and taken
// their lines away: then that of what works with them.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=helper-write -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang -g0 %plugin -mllvm -bpfmend-hazards=helper-write -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=NONE
#include "Inputs/helpers.h"

static __attribute__((always_inline)) inline int is_in_tmp(const char *path)
{
	return path[0] == '/' && path[1] == 't' && path[2] == 'm' && path[3] == 'p' && path[4] == '/';
}

// As examples/exec-guard: one decision of the call's result and of all that is read.
// NONE: warning: bpf_d_path() writes into the 32-byte stack object in guard(), {{.*}}: where the program reads the bytes, it takes
SEC("lsm/bprm_check_security")
int guard(u64 *ctx)
{
	char path[32] = {};

	// CHECK: lines.c:[[@LINE+1]]:6: warning: bpf_d_path() writes into 'path', {{.*}}: where lines.c:[[@LINE+1]] uses the bytes, it takes
	if (d_path((void *)ctx[0], path, sizeof(path)) < 0)
		return 0;
	if (!is_in_tmp(path))
		return 0;
	trace_printk(path, sizeof(path));
	return -1;
}

struct event {
	u64 time;
	u32 kind;
	char path[20];
};

static inline int is_tool(const struct event *event)
{
	for (int i = 0; i < 4; i++)
		if (event->path[i] != "/bin"[i])
			return 0;
	return event->kind == 3;
}

// Somebody's own: the buffer in a struct, compared by an inlined function.
SEC("lsm/bprm_check_security")
int newcomer(u64 *ctx)
{
	struct event event = { .kind = 3 };

	event.time = ktime_get_ns();
	// CHECK: lines.c:[[@LINE+1]]:2: warning: bpf_d_path() writes into 'event', {{.*}}: where lines.c:[[@LINE-12]] reads the bytes, it takes
	d_path((void *)ctx[0], event.path, sizeof(event.path));
	if (is_tool(&event))
		return -1;
	return 0;
}
