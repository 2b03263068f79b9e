// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Programs that read what a helper leaves in a buffer when it fails. What was on the stack there
 * before is told by a function that wrote it full of MARK and returned; each program returns how
 * many of 64 bytes the helper left so, in words of 8. Without CAP_PERFMON a program may not read
 * its stack before it wrote there: whatever comes back is the kernel's. See left.c.
 */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

#define MARK 0x5a5a5a5a5a5a5a5aull
#define BYTES 64
#define WORDS 32

char license_text[] SEC("license") = "Apache-2.0";
char memory[8]; /* of the dynptr */

/* Leaves marks where the next function of the same depth has its stack. */
static __attribute__((noinline)) int mark_stack(void)
{
	volatile __u64 frame[WORDS];

	/* Each at a fixed offset: these capabilities allow no other. */
#pragma unroll
	for (int i = 0; i < WORDS; i++)
		frame[i] = MARK;
	return (int)frame[0];
}

static __always_inline int count_marks(const __u64 *buffer)
{
	int count = 0;

#pragma unroll
	for (int i = 0; i < BYTES / 8; i++)
		if (((const volatile __u64 *)buffer)[i] == MARK)
			count += 8;
	return count;
}

static __attribute__((noinline)) int load_xdp(struct xdp_md *ctx)
{
	__u64 buffer[BYTES / 8];

	return bpf_xdp_load_bytes(ctx, 0xffff, buffer, BYTES) < 0 ? count_marks(buffer) : -1;
}

SEC("xdp") int xdp_load_bytes(struct xdp_md *ctx)
{
	mark_stack();
	return load_xdp(ctx);
}

static __attribute__((noinline)) int read_dynptr(int seed)
{
	__u64 buffer[BYTES / 8];
	struct bpf_dynptr pointer;

	bpf_dynptr_from_mem(memory, sizeof(memory), 0, &pointer);
	return bpf_dynptr_read(buffer, BYTES, &pointer, seed & 1, 0) < 0 ? count_marks(buffer) : -1;
}

SEC("xdp") int dynptr_read(struct xdp_md *ctx)
{
	mark_stack();
	return read_dynptr(ctx->rx_queue_index);
}

/* One that clears the buffer when it fails. */
static __attribute__((noinline)) int load_skb(struct __sk_buff *skb)
{
	__u64 buffer[BYTES / 8];

	return bpf_skb_load_bytes(skb, 0xffff, buffer, BYTES) < 0 ? count_marks(buffer) : -1;
}

SEC("tc") int skb_load_bytes(struct __sk_buff *skb)
{
	mark_stack();
	return load_skb(skb);
}

/* What the verifier refuses with these capabilities: that is what makes the others a leak. */
SEC("?xdp") int refused_unwritten(struct xdp_md *ctx)
{
	volatile __u64 word;

	return (int)word;
}
