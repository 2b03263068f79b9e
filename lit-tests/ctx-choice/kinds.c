// A field of a socket, to which nothing may be added; and one access of two kinds of memory.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=ctx-choice -mllvm -bpfmend-mode=mend \
// RUN:   -Rpass=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s --implicit-check-not=remark:
// RUN: %objdump %t.o | %filecheck %s --check-prefix=OBJECT
#include "bpf.h"

struct fields {
	u32 len, pkt_type, mark, queue_mapping;
	u32 others[38];
	struct sock *sk;
};

struct sock {
	u32 bound_dev_if, family, type, protocol, mark, priority;
};

static struct sock *(*const full_socket)(struct sock *) = (void *)95;

// CHECK: kinds.c:[[@LINE+13]]:{{[0-9]+}}: remark: accessed each place by itself: LLVM chooses which field of a socket is read before one access to it, and the verifier of Linux {{.*}} rejects that: "pointer arithmetic on sock prohibited" or "same insn
// OBJECT-LABEL: <field>:
// OBJECT-NOT: r0 +=
// OBJECT-DAG: *(u32 *)(r0 + 0x10)
// OBJECT-DAG: *(u32 *)(r0 + 0x14)
// OBJECT: exit
SEC("tc")
int field(struct fields *ctx)
{
	struct sock *sk = ctx->sk ? full_socket(ctx->sk) : 0;

	if (!sk)
		return 0;
	return ctx->mark & 1 ? sk->mark : sk->priority;
}

// CHECK: kinds.c:[[@LINE+11]]:{{[0-9]+}}: remark: {{.*}}field of the context{{.*}} or "same insn cannot be used
// OBJECT-LABEL: <context_or_socket>:
// OBJECT: *(u32 *)(r{{[0-9]}} + 0x8)
// OBJECT: *(u32 *)(r{{[0-9]}} + 0x8)
// OBJECT: *(u32 *)(r{{[0-9]}} + 0x8)
// OBJECT: exit
SEC("tc")
int context_or_socket(struct fields *ctx)
{
	struct sock *sk = ctx->sk ? full_socket(ctx->sk) : 0;

	return sk && ctx->len & 1 ? sk->type : ctx->mark;
}

// Either of two sockets, at one offset: every verifier takes it.
SEC("tc")
int either(struct fields *ctx)
{
	struct sock *sk = ctx->sk ? full_socket(ctx->sk) : 0;
	struct sock *other = ctx->sk ? full_socket(ctx->sk) : 0;

	if (!sk || !other)
		return 0;
	return (ctx->mark & 1 ? sk : other)->mark;
}

// One field, one socket.
SEC("tc")
int one(struct fields *ctx)
{
	struct sock *sk = ctx->sk ? full_socket(ctx->sk) : 0;

	return sk ? sk->mark + sk->priority : 0;
}
