// Each way in which a buffer reaches the helper, and its bytes a decision: the warning stands at the
// call that writes, names the line that reads, and mend mode leaves nothing to warn of.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=helper-write -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-hazards=helper-write -mllvm -bpfmend-mode=mend -c %s -o %t.o 2>%t.err
// RUN: count 0 < %t.err
// RUN: %objdump %t.o | %filecheck %s --check-prefix=MEND
#include "Inputs/helpers.h"

// MEND-LABEL: <direct>:
SEC("lsm/file_open")
int direct(u64 *ctx)
{
	char path[16] = {};

	// CHECK: ways.c:[[@LINE+1]]:2: warning: bpf_d_path() writes into 'path', but the verifier of Linux 6.16 and 6.17 believes that it does not: where ways.c:[[@LINE+2]] reads the bytes, it takes them for the zeroes they were, and what this decides is decided before the program runs; -mllvm -bpfmend-mode=mend initialises them with numbers that the verifier does not know [-Wpass-failed=bpfmend-helper-write]
	d_path((void *)ctx[0], path, sizeof(path));
	return path[0] == '/';
}
// MEND: [[ZERO:r[0-9]]] = r10
// MEND-NEXT: [[ZERO]] -= r10
// MEND: *(u64 *)(r10 - 0x10) = [[ZERO]]
// MEND: call 0x93
// MEND: exit

struct event {
	u64 time;
	char path[24];
};

static inline int forbidden(const char *path)
{
	return !__builtin_memcmp(path, "/tmp", 4);
}

// A member of a struct, compared in an inlined function.
SEC("lsm/file_open")
int member(u64 *ctx)
{
	struct event event = {};

	event.time = ktime_get_ns();
	// CHECK: ways.c:[[@LINE+1]]:2: warning: bpf_d_path() writes into 'event', {{.*}} where ways.c:[[@LINE-10]] reads the bytes, it takes them for the zeroes they were
	d_path((void *)ctx[0], event.path, sizeof(event.path));
	return forbidden(event.path) ? -1 : 0;
}

static inline __attribute__((always_inline)) long path_of(u64 *ctx, char *buffer, u32 size)
{
	// CHECK: ways.c:[[@LINE+1]]:9: warning: bpf_d_path() writes into '{{path|buffer}}', {{.*}} where ways.c:[[@LINE+11]] reads the bytes
	return d_path((void *)ctx[0], buffer, size);
}

// Written in an inlined function.
SEC("lsm/file_open")
int inlined(u64 *ctx)
{
	char path[16] = {};

	path_of(ctx, path, sizeof(path));
	return path[0] == '/';
}

static __attribute__((noinline)) int starts_with(const char *path, u32 i)
{
	return path[i & 7] == '/';
}

// Compared in a function of its own.
SEC("lsm/file_open")
int in_function(u64 *ctx)
{
	char path[16] = {};

	// CHECK: ways.c:[[@LINE+1]]:2: warning: bpf_d_path() writes into 'path', {{.*}} where ways.c:[[@LINE+2]] reads the bytes
	d_path((void *)ctx[0], path, sizeof(path));
	return starts_with(path, ctx[1]);
}

static __attribute__((noinline)) long fill(u64 *ctx, char *buffer)
{
	return d_path((void *)ctx[0], buffer, 16);
}

// Written in a function of its own: the warning is where it is called.
SEC("lsm/file_open")
int by_function(u64 *ctx)
{
	char path[16] = {};

	// CHECK: ways.c:[[@LINE+1]]:2: warning: bpf_d_path() writes into 'path', {{.*}} where ways.c:[[@LINE+2]] reads the bytes
	fill(ctx, path);
	return path[0] == '/';
}

static __attribute__((noinline)) long fill_member(u64 *ctx, struct event *event)
{
	return fill(ctx, event->path);
}

// In a function below that, into a member of a struct.
SEC("lsm/file_open")
int by_functions(u64 *ctx)
{
	struct event event = {};

	// CHECK: ways.c:[[@LINE+1]]:2: warning: bpf_d_path() writes into 'event', {{.*}} where ways.c:[[@LINE+2]] reads the bytes
	fill_member(ctx, &event);
	return event.path[0] == '/';
}

// One of two buffers.
SEC("lsm/file_open")
int chosen(u64 *ctx)
{
	char first[16] = {}, second[16] = {}, *path = first;

	if (ctx[1])
		path = second;
	// CHECK: ways.c:[[@LINE+1]]:2: warning: bpf_d_path() writes into '{{first|second|path}}', {{.*}} where ways.c:[[@LINE+2]] reads the bytes
	d_path((void *)ctx[0], path, 16);
	return path[0] == '/';
}

// In a loop, and initialised before it.
SEC("lsm/file_open")
int loop(u64 *ctx)
{
	char path[16] = {};
	int count = 0;

#pragma clang loop unroll(disable)
	for (int i = 0; i < 4; i++) {
		// CHECK: ways.c:[[@LINE+1]]:3: warning: bpf_d_path() writes into 'path', {{.*}} where ways.c:[[@LINE+2]] reads the bytes
		d_path((void *)ctx[i], path, sizeof(path));
		count += path[0] == '/';
	}
	return count;
}

// Read in a loop.
SEC("lsm/file_open")
int read_in_loop(u64 *ctx)
{
	char path[16] = {};
	int count = 0;

	// CHECK: ways.c:[[@LINE+1]]:2: warning: bpf_d_path() writes into 'path', {{.*}} where ways.c:[[@LINE+4]] reads the bytes
	d_path((void *)ctx[0], path, sizeof(path));
#pragma clang loop unroll(disable)
	for (int i = 0; i < 16; i++)
		count += path[i] == '/';
	return count;
}

// Initialised on one of two paths only.
SEC("lsm/file_open")
int one_path(u64 *ctx)
{
	u64 word;

	if (ctx[1])
		word = 0;
	else
		word = *(volatile u64 *)ctx[2];
	// CHECK: ways.c:[[@LINE+1]]:2: warning: bpf_d_path() writes into 'word',
	d_path((void *)ctx[0], &word, sizeof(word));
	return word == 7;
}
