// SPDX-License-Identifier: GPL-2.0
/*
 * Annotations of the kernel's own selftests, right ones and wrong ones. The name of each program
 * is the result that trials-test.c expects of it.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)
/* As 6.12 writes them, and as 7.x does. */
#define old(text) __attribute__((btf_decl_tag("comment:" text)))
#define old_many(name, text) \
	__attribute__((btf_decl_tag("comment:" name "=" TEXT(__COUNTER__) "=" text)))
#define new(text) __attribute__((btf_decl_tag("comment:" TEXT(__COUNTER__) ":" text)))

SEC("socket")
old("test_expect_success") old("test_retval=INT_MIN") old("test_description=any words")
	old("test_log_level=2") old_many("test_expect_msg", "{{[rw]}}0 = ")
		old_many("test_expect_msg", "exit") int pass_old(void *context)
{
	return -2147483647 - 1;
}

SEC("socket")
new ("test_expect_success") new ("test_retval=0x40") new ("test_log_level=2") new (
	"test_expect_"
	"not_msg="
	"exit") new ("test_expect_msg=exit") new ("test_expect_not_msg=r9") int pass_new(struct
											 __sk_buff *
												 context)
{
	return 0x40;
}

/* Without a log level there is no log of what loads. */
SEC("socket")
new ("test_expect_success") new ("test_expect_msg=exit") int fail_no_level(void *context)
{
	return 0;
}

SEC("socket")
new ("test_expect_success") new ("test_log_level=2") new (
	"test_expect_msg=no such words") int fail_message(void *context)
{
	return 0;
}

SEC("socket")
old("test_expect_success") old("test_log_level=2") old_many("test_expect_msg", "processed")
	old_many("test_expect_msg", "{{[rw]}}0 = 77") int fail_order(void *context)
{
	return 77;
}

SEC("socket")
new ("test_expect_success") new ("test_log_level=2") new ("test_expect_msg={{[rw]}}0 = 78") new (
	"test_expect_not_msg=(95) exit") int fail_absent(void *context)
{
	return 78;
}

SEC("socket")
new ("test_expect_success") new ("test_retval=1") int fail_value(void *context)
{
	return 2;
}

SEC("socket")
new ("test_expect_failure") int fail_verdict(void *context)
{
	return 0;
}

/* Not annotated, so it should load. */
SEC("socket")
int fail_should_load(void *context)
{
	return *(volatile int *)1;
}

SEC("socket")
new ("test_expect_failure") new ("test_expect_msg=mem access 'scalar'") int pass_rejected(
	void *context)
{
	return *(volatile int *)1;
}

/* What is said of root only holds for users, too, unless they have words of their own. */
SEC("socket")
new ("test_expect_success") new ("test_retval=0xbadcafe") new ("test_expect_failure_unpriv") new (
	"test_expect_msg_unpriv=R0 leaks addr as return value") int pass_pass_leak(void *context)
{
	return (int)(long)context;
}

SEC("socket")
new ("test_expect_success") new ("test_caps_unpriv=38|39") int pass_pass_perfmon(void *context)
{
	return (int)(long)context;
}

SEC("socket")
new ("test_expect_success") new ("test_expect_success_unpriv") new (
	"test_retval=3") int pass_fail_unprivileged(void *context)
{
	return context ? 3 : (int)(long)context;
}

SEC("socket")
new ("test_expect_success") new ("test_arch=ARM64") new ("test_arch=RISCV64") int skip_processor(
	void *context)
{
	return 0;
}

SEC("socket")
new ("test_expect_success") new ("test_arch=ARM64") new ("test_arch=X86_64") new (
	"test_expect_xlated=0: r0 = 0") int part_translated(void *context)
{
	return 0;
}

/* With the state stored at every chance there are more of them; the flag can be taken away. */
SEC("socket")
new ("test_expect_success") new ("test_log_level=4") new (
	"test_prog_flags=BPF_F_TEST_STATE_FREQ") new ("test_expect_not_msg=total_states "
						      "0") int pass_flag(void *context)
{
	if (bpf_get_prandom_u32() & 1)
		return bpf_get_prandom_u32();
	return 0;
}

SEC("socket")
new ("test_auxiliary") int auxiliary(void *context)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
