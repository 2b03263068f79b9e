// Every shape of C at every level and processor that differs: found, and folded without a warning.
// (LLVM 16 does not know v4. Kernels take them: a socket filter may return any number. What is asked is
// what is found by itself.)
//
// RUN: newest=$(case "%clang" in *llvm-16*) echo v3 ;; *) echo v4 ;; esac); \
// RUN: for flags in "-O1 -mcpu=v1" "-O1 -mcpu=v3" "-O2 -mcpu=v1" "-O2 -mcpu=v2" "-O2 -mcpu=v3" \
// RUN:     "-O2 -mcpu=$newest" "-O3 -mcpu=v3" "-Os -mcpu=v3" "-Os -mcpu=$newest"; do \
// RUN:   echo "flags: $flags"; \
// RUN:   %clang %plugin -mllvm -bpfmend-walk=false -mllvm -bpfmend-mode=mend -Rpass=bpfmend $flags -c %s -o %t.o 2>%t.err || exit 1; \
// RUN:   %filecheck %s <%t.err || exit 1; \
// RUN:   %objdump %t.o | %filecheck %s --check-prefix=CODE || exit 1; \
// RUN: done
//
// And the negatives: nothing is said or done at any of them.
// RUN: for flags in "-O1 -mcpu=v1" "-O1 -mcpu=v3" "-O2 -mcpu=v2" "-O2 -mcpu=v3" "-O3 -mcpu=v3" "-Os -mcpu=v3"; do \
// RUN:   %clang %plugin -mllvm -bpfmend-walk=false -mllvm -bpfmend-mode=mend -Rpass=bpfmend $flags -DNEGATIVE -c %s -o %t.o 2>%t.err || exit 1; \
// RUN:   count 0 <%t.err || exit 1; \
// RUN: done
#include "bpf.h"

#ifndef NEGATIVE

// CHECK-NOT: warning:
// CHECK: levels.c:[[@LINE+8]]:{{[0-9]+}}: remark: folded to 0
// CODE-LABEL: <plain>:
// CODE-NOT: r10
SEC("socket")
int plain(struct context *ctx)
{
	char buf[32] = {};

	return ctx->index > 31 ? 1 : buf[ctx->index];
}

// CHECK-NOT: warning:
// CHECK: levels.c:[[@LINE+12]]:{{[0-9]+}}: remark: folded to 0
// CODE-LABEL: <merge>:
// CODE-NOT: r10
SEC("socket")
int merge(struct context *ctx)
{
	char first[16] = {}, second[32] = {};
	const char *either = ctx->flag ? first : second;
	u32 i = ctx->index;

	if (i > 15)
		return 1;
	return either[i];
}

// CHECK-NOT: warning:
// CHECK: levels.c:[[@LINE+15]]:{{[0-9]+}}: remark: folded to 0
// CODE-LABEL: <copied>:
SEC("socket")
int copied(struct context *ctx)
{
	struct {
		u64 words[4];
	} from = {}, to;
	u32 i = ctx->index;

	to = from;
	if (ctx->flag)
		to.words[1] = 0;
	if (i > 31)
		return 1;
	return ((u8 *)&to)[i];
}

// CHECK-NOT: warning:
// CHECK: levels.c:[[@LINE+12]]:{{[0-9]+}}: remark: folded to 0
// CODE-LABEL: <half>:
SEC("socket")
int half(struct context *ctx)
{
	u8 bytes[32] = {};
	u32 i = ctx->index;

	bytes[16] = (u8)ctx->flag;
	if (i > 15)
		return 1;
	/* Byte 16 need not be 0, and the index stays below it. */
	return bytes[i];
}

// CHECK-NOT: warning:
// CHECK: levels.c:[[@LINE+10]]:{{[0-9]+}}: remark: folded to 0
// CODE-LABEL: <key>:
SEC("socket")
int key(struct context *ctx)
{
	u64 zero = 0;
	void *value = map_lookup(ctx, &zero);
	u32 i = ctx->index;

	if (value && i <= 7)
		return ((u8 *)&zero)[i];
	return 1;
}

static __attribute__((noinline)) void *look_up(void *map, const u64 *key)
{
	return map_lookup(map, key);
}

// CHECK-NOT: warning:
// CHECK: levels.c:[[@LINE+10]]:{{[0-9]+}}: remark: folded to 0
// CODE-LABEL: <through_function>:
SEC("socket")
int through_function(struct context *ctx)
{
	u64 zero = 0;
	void *value = look_up(ctx, &zero);
	u32 i = ctx->index;

	if (value && i <= 7)
		return ((u8 *)&zero)[i];
	return 1;
}

// CHECK-NOT: {{warning|remark}}:

#else

SEC("socket")
int written(struct context *ctx)
{
	char buf[32] = {};
	u32 i = ctx->index, j = ctx->other;

	if (i > 31 || j > 31)
		return 1;
	buf[j] = (char)ctx->flag;
	return buf[i];
}

SEC("socket")
int across_halves(struct context *ctx)
{
	u8 bytes[32] = {};
	u32 i = ctx->index;

	bytes[16] = (u8)ctx->flag;
	return i > 16 ? 1 : bytes[i];
}

void *anywhere(void *, const u64 *);

SEC("socket")
int given_away(struct context *ctx)
{
	u64 zero = 0;
	void *value = anywhere(ctx, &zero);
	u32 i = ctx->index;

	return value && i <= 7 ? ((u8 *)&zero)[i] : 1;
}

#endif
