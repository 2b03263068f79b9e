// SPDX-License-Identifier: GPL-2.0
/*
 * The opaque zeroes that helper-write mends with: 0 when the program runs, and any number to the
 * verifier, which is shown by programs that would do something forbidden if the number were
 * another. No verifier may load one of those; one that does knows something of the number, and the
 * mend is to be looked at again. The pass leaves these programs as they are.
 */
#include "selftest.h"

#define OUTSIDE "min value is outside of the allowed memory range"
#define FEW load_with("cap_bpf,cap_net_admin")

char bytes[8];

static __always_inline int forbidden(void)
{
	char *beyond = bytes;

	barrier_var(beyond);
	return *(volatile char *)(beyond + 4096);
}

static __always_inline __u64 frame(void)
{
	__u64 zero;

	asm("%0 = r10; %0 -= r10" : "=r"(zero));
	return zero;
}

static __always_inline __u64 clock(void)
{
	__u64 now = bpf_jiffies64(), copy = now;

	barrier_var(copy);
	return now - copy;
}

#define UNKNOWN(name, form, type, value)                     \
	SEC("xdp")                                           \
	expect_reject("5.10-7.3", OUTSIDE)                   \
	expect_unmended                                      \
	int name(struct xdp_md *ctx)                         \
	{                                                    \
		volatile type array[4];                      \
		__u64 zero = form(), element;                \
                                                             \
		for (int i = 0; i < 4; i++)                  \
			array[i] = (type)zero;               \
		element = array[1];                          \
		barrier_var(element);                        \
		return element == (value) ? forbidden() : 2; \
	}

UNKNOWN(frame_u64_0, frame, __u64, 0)
UNKNOWN(frame_u64_5, frame, __u64, 5)
UNKNOWN(frame_u64_large, frame, __u64, 0x123456789abcdefULL)
UNKNOWN(frame_u64_ones, frame, __u64, ~0ULL)
UNKNOWN(frame_u32_large, frame, __u32, 0x12345678)
UNKNOWN(frame_u8_5, frame, __u8, 5)
UNKNOWN(clock_u64_0, clock, __u64, 0)
UNKNOWN(clock_u64_5, clock, __u64, 5)
UNKNOWN(clock_u64_large, clock, __u64, 0x123456789abcdefULL)
UNKNOWN(clock_u64_ones, clock, __u64, ~0ULL)
UNKNOWN(clock_u32_0, clock, __u32, 0)
UNKNOWN(clock_u32_large, clock, __u32, 0x12345678)
UNKNOWN(clock_u8_5, clock, __u8, 5)

SEC("xdp")
run_over(data, 0, 3)
expect_returns("0")
int frame_is_zero(struct xdp_md *ctx)
{
	volatile __u64 zero = frame();

	return zero ? 1 : 0;
}

SEC("xdp")
FEW run_over(data, 0, 3)
expect_returns("0")
int clock_is_zero(struct xdp_md *ctx)
{
	volatile __u64 zero = clock();

	return zero ? 1 : 0;
}

/* Computing with the address of the frame tells where it is. */
SEC("xdp")
FEW expect_reject("5.10-7.3", "R1 pointer -= pointer prohibited")
expect_unmended
int frame_without_perfmon(struct xdp_md *ctx)
{
	return frame() ? 1 : 0;
}

char _license[] SEC("license") = "GPL";
