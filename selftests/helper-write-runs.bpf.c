// SPDX-License-Identifier: GPL-2.0
/*
 * helper-write at run time: what the helper wrote decides something, and the kernels whose verifier
 * believes the bytes from before the call decide it wrongly. Mended, all decide alike. In the ways
 * in which a buffer reaches the helper. What bpf_read_branch_records() writes cannot be seen in a
 * virtual machine, whose processor records none.
 */
#include "selftest.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_tracing.h>

#define LYING "6.16-6.18.12"
#define NO_HELPER                            \
	expect_reject("5.10", "unknown#165") \
	expect_mended_reject("5.10", "unknown#165")

/* The mark, 0 to 2, is written as a digit: what is not 1 gives 3. */
#define DIGITS                         \
	NO_HELPER run_over(mark, 0, 2) \
	expect_returns("3 7 3")        \
	expect_returns_on(LYING, "3")

#define AF_INET 2

static const char number[] = "%u";

/*
 * What is decided against is deleted only if no other path leads there: a side without instructions
 * of its own, as that of a choice between two constants, is none that could be deleted.
 */
static __always_inline int seven_if(int condition)
{
	if (!condition)
		return 3;
	bpf_get_prandom_u32();
	return 7;
}

static __always_inline long print(char *text, __u32 size, __u32 value)
{
	__u64 argument = value;

	return bpf_snprintf(text, size, number, &argument, sizeof(argument));
}

SEC("tc") DIGITS int direct(struct __sk_buff *skb)
{
	char text[8] = {};

	print(text, sizeof(text), skb->mark);
	return seven_if(text[0] == '1');
}

struct event {
	__u64 kind;
	char text[8];
};

static __always_inline int is_one(const char *text)
{
	return !__builtin_memcmp(text, "1", 2);
}

SEC("tc") DIGITS int member(struct __sk_buff *skb)
{
	struct event event = { .kind = 5 };

	print(event.text, sizeof(event.text), skb->mark);
	return seven_if(is_one(event.text));
}

static __noinline int read_by_function(const char *text)
{
	return seven_if(text[0] == '1');
}

SEC("tc") DIGITS int in_function(struct __sk_buff *skb)
{
	char text[8] = {};

	print(text, sizeof(text), skb->mark);
	return read_by_function(text);
}

static __noinline long written_by_function(char *text, __u32 value)
{
	return print(text, 8, value);
}

SEC("tc") DIGITS int by_function(struct __sk_buff *skb)
{
	char text[8] = {};

	written_by_function(text, skb->mark);
	return seven_if(text[0] == '1');
}

SEC("tc") DIGITS int chosen(struct __sk_buff *skb)
{
	char first[8] = {}, second[16] = {}, *text = first;

	if (skb->mark)
		text = second + 8;
	print(text, 8, skb->mark);
	return seven_if(text[0] == '1');
}

SEC("tc") DIGITS int loop(struct __sk_buff *skb)
{
	char text[8] = {};
	int found = 3;

#pragma clang loop unroll(disable)
	for (int i = 0; i < 3; i++) {
		print(text, sizeof(text), skb->mark + i * 10);
		if (text[0] == '1' && !text[1])
			found = 7;
	}
	return found;
}

/* 9, and what is written is the digit's character. */
SEC("tc") DIGITS int constant(struct __sk_buff *skb)
{
	volatile __u64 *word;
	__u64 text = 9;

	word = &text;
	print((char *)&text, sizeof(text), skb->mark);
	return seven_if(*word == '1');
}

/* What is known of the buffer is needed before the call, so it is laundered behind it. */
SEC("tc") DIGITS int needed_before(struct __sk_buff *skb)
{
	char text[8] = {};
	volatile char *bytes = text;

	if (bytes[1])
		return 5;
	print(text, sizeof(text), skb->mark);
	return seven_if(bytes[0] == '1');
}

/* Nothing hangs on the bytes: as they are on every kernel. */
SEC("tc") NO_HELPER run_over(mark, 0, 2)
expect_returns("48 49 50")
int returned(struct __sk_buff *skb)
{
	char text[8] = {};

	print(text, sizeof(text), skb->mark);
	return text[0];
}

struct sk_buff {
	int len;
} __attribute__((preserve_access_index));

struct path {
	int member;
} __attribute__((preserve_access_index));

struct file {
	struct path f_path;
} __attribute__((preserve_access_index));

SEC("tc")
run_over(mark, 0, 0)
expect_returns("7")
expect_returns_on(LYING, "3") int snprintf_btf(struct __sk_buff *skb)
{
	char text[64] = {};
	struct btf_ptr pointer = { .ptr = skb, .type_id = bpf_core_type_id_kernel(struct sk_buff) };

	bpf_snprintf_btf(text, sizeof(text), &pointer, sizeof(pointer), 0);
	return seven_if(text[0] == '(');
}

/*
 * 7 if there is a route: the guest has one, to 10.1.2.3 with this metric. The program
 * has set what it asks for, and the metric to 0.
 */
#define ROUTE_METRIC 7
#define LOOPBACK 1

#define ROUTED                \
	expect_returns("3 7") \
	expect_returns_on(LYING, "3")

static __always_inline int has_route(void *context, int routed)
{
	struct bpf_fib_lookup route = {
		.family = AF_INET,
		.ifindex = LOOPBACK,
		.ipv4_dst = bpf_htonl(routed ? 0x0a010203 : 0x0a010204),
	};

	/* A store of its own: of half a word that is no zero, the verifier knows nothing. */
	*(volatile __u32 *)&route.rt_metric = 0;
	bpf_fib_lookup(context, &route, sizeof(route), 0);
	return seven_if(route.rt_metric == ROUTE_METRIC);
}

SEC("tc") run_over(mark, 0, 1)
ROUTED int fib_lookup_in_tc(struct __sk_buff *skb)
{
	return has_route(skb, skb->mark);
}

SEC("xdp") run_over(data, 0, 1)
ROUTED int fib_lookup_in_xdp(struct xdp_md *xdp)
{
	__u32 *data = (void *)(long)xdp->data;

	if ((void *)(data + 1) > (void *)(long)xdp->data_end)
		return 0;
	return has_route(xdp, *data);
}

int trigger_pid;
__u64 seen;

static __always_inline int is_ours(void)
{
	return bpf_get_current_pid_tgid() >> 32 == trigger_pid;
}

/* 3 if there are no addresses, 7 if there are. */
SEC("raw_tp/sys_enter")
run_attached("getpid", seen) expect_returns("7")
expect_returns_on(LYING, "3") int get_stack(void *ctx)
{
	__u64 addresses[4] = {};

	if (!is_ours())
		return 0;
	bpf_get_stack(ctx, addresses, sizeof(addresses), 0);
	seen = seven_if(addresses[0] != 0);
	return 0;
}

/* 3 if the path is empty, 7 if it starts at the root. */
SEC("lsm/file_open")
expect_reject("5.10", "helper call is not allowed in probe")
expect_mended_reject("5.10", "helper call is not allowed in probe")
	run_attached("open /proc/version", seen) expect_returns("7")
expect_returns_on("6.16-6.17", "3") int BPF_PROG(d_path, struct file *file)
{
	char path[32] = {};

	if (!is_ours())
		return 0;
	bpf_d_path(&file->f_path, path, sizeof(path));
	seen = seven_if(path[0] == '/');
	return 0;
}

struct btf_load {
	void *btf;
	__u64 log;
	__u32 size, log_size, log_level, log_true_size;
};

char no_btf[64];
volatile __u32 true_size;

static __always_inline int decides(__u32 number)
{
	__u64 answer = 0;

	asm volatile("if %1 == 0 goto +1; %0 = 1" : "+r"(answer) : "r"((__u64)number));
	return answer;
}

/*
 * Whether it is decided by what is there: how long the log would have been, asked for or not. (6.1
 * does not tell, and leaves the 0.) The only helper whose prototype lies on the newest kernel too.
 */
SEC("syscall")
expect_reject("5.10", "Invalid argument")
expect_mended_reject("5.10", "Invalid argument") run_over(mark, 0, 1)
expect_returns("1")
expect_returns_on("6.16-7.3", "1 0") int log_size(struct __sk_buff *context)
{
	struct btf_load load = {
		.btf = no_btf,
		.size = sizeof(no_btf),
		.log_level = context->mark,
	};

	bpf_sys_bpf(BPF_BTF_LOAD, &load, sizeof(load));
	true_size = load.log_true_size;
	return decides(load.log_true_size) == !!true_size;
}

char _license[] SEC("license") = "GPL";
