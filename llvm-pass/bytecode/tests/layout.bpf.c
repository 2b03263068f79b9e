// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Programs whose layout is tested: subprograms called in another order than they are written. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct guarded {
	__u32 before;
	struct bpf_spin_lock lock;
	__u64 behind;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 5);
	__type(key, __u32);
	__type(value, struct guarded);
} guarded SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(
		values, struct {
			__uint(type, BPF_MAP_TYPE_ARRAY);
			__uint(max_entries, 3);
			__type(key, __u32);
			__type(value, __u64);
		});
} nested SEC(".maps");

const volatile __u32 limit = 77;
__u32 counter;

static __attribute__((noinline)) int last(__u32 x)
{
	return x * limit;
}

__attribute__((noinline)) int checked(struct __sk_buff *skb, __u64 *number, __u32 plain)
{
	return number ? skb->mark + *number + plain : 0;
}

static __attribute__((noinline)) int first(__u32 x)
{
	counter += x;
	return last(x) + 1;
}

SEC("tc")
int calls(struct __sk_buff *skb)
{
	__u64 number = skb->len;
	__u32 key = 0;

	if (!bpf_map_lookup_elem(&guarded, &key) || !bpf_map_lookup_elem(&nested, &key))
		return 0;
	return first(skb->mark) + checked(skb, &number, 3);
}

SEC("fentry.s/do_unlinkat")
int alone(void *context)
{
	return 0;
}

extern int LINUX_KERNEL_VERSION __kconfig;
extern _Bool LINUX_HAS_BPF_COOKIE __kconfig __weak;
extern _Bool CONFIG_BPF_JIT __kconfig __weak;

/* Where the answer is yes, these return 256, and a program of theirs may return 0 or 1. */
SEC("cgroup/skb")
int from_6_1_on(struct __sk_buff *skb)
{
	return LINUX_KERNEL_VERSION >= (6 << 16 | 1 << 8) ? 256 : 0;
}

SEC("cgroup/skb")
int from_6_18_9_on(struct __sk_buff *skb)
{
	return LINUX_KERNEL_VERSION >= (6 << 16 | 18 << 8 | 9) ? 256 : 0;
}

SEC("cgroup/skb")
int with_cookies(struct __sk_buff *skb)
{
	return LINUX_HAS_BPF_COOKIE ? 256 : 0;
}

SEC("cgroup/skb")
int as_configured(struct __sk_buff *skb)
{
	return CONFIG_BPF_JIT ? 256 : 0;
}

SEC("tc")
int however_configured(struct __sk_buff *skb)
{
	return CONFIG_BPF_JIT ? skb->len : 0;
}

char LICENSE[] SEC("license") = "GPL";
