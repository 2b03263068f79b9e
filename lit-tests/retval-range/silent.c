// Nothing is said, and nothing rewritten, where the verifier follows, where it does not look, where
// the value is out of the range, and where silence was asked for.
//
// RUN: %clang %plugin -Rpass=bpfmend -mllvm -bpfmend-mode=mend -mllvm -bpfmend-hazards=retval-range \
// RUN:   -c %s -o %t.o 2>&1 | count 0
// RUN: %clang -c %s -o %t.none.o && cmp %t.o %t.none.o
// RUN: %clang -DNEGATE %plugin -mllvm -bpfmend-kernels=5.10-6.1,6.17-7.3 -c %s -o %t.o 2>&1 | count 0
// RUN: %clang -DNEGATE %plugin -c %s -o %t.o 2>&1 | grep -c "warning: LLVM negates" | grep -x 3
#include "bpf.h"

#define negated(ctx) ((ctx)->flag & 1 ? -1 : 0)

#ifdef NEGATE
SEC("lsm/file_open")
int negate(struct context *ctx)
{
	return negated(ctx);
}

SEC("lsm.s/file_open")
int may_sleep(struct context *ctx)
{
	return negated(ctx);
}

SEC("?lsm/file_open")
int not_loaded_by_itself(struct context *ctx)
{
	return negated(ctx);
}
#endif

// One comparison: a branch.
SEC("lsm/file_open")
int comparison(struct context *ctx)
{
	return ctx->flag == 7 ? -1 : 0;
}

SEC("lsm/file_open")
int error(struct context *ctx)
{
	return ctx->flag == 7 ? -13 : 0;
}

// The sign, shifted.
SEC("lsm/file_open")
int sign(struct context *ctx)
{
	return (int)ctx->flag < 0 ? -1 : 0;
}

// One less: an addition.
SEC("lsm/file_open")
int otherwise(struct context *ctx)
{
	return ctx->flag & 1 ? 0 : -1;
}

SEC("lsm/file_open")
int kept_apart(struct context *ctx)
{
	if (ctx->flag & 1) {
		asm volatile("");
		return -1;
	}
	return 0;
}

// May be below -4095: the program's own mistake.
SEC("lsm/file_open")
int too_low(struct context *ctx)
{
	return -(int)(ctx->flag & 0xffff);
}

// Its range is [0, 1].
SEC("lsm/audit_rule_known")
int boolean(struct context *ctx)
{
	return negated(ctx);
}

// What a raw tracepoint returns is not checked.
SEC("raw_tp/sys_enter")
int unchecked(struct context *ctx)
{
	return negated(ctx);
}

SEC("lsmother/file_open")
int other_section(struct context *ctx)
{
	return negated(ctx);
}

// No program.
__attribute__((noinline)) int subprogram(struct context *ctx)
{
	return negated(ctx);
}

// Not what is returned.
SEC("lsm/file_open")
int stored(struct context *ctx)
{
	*(volatile int *)&ctx->other = negated(ctx);
	return 0;
}

SEC("lsm/file_open") ignore
int ignored(struct context *ctx)
{
	return negated(ctx);
}
