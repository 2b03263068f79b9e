// SPDX-License-Identifier: GPL-2.0
/*
 * Two ways lead to the same read. On the one that the verifier walks first the bytes are zero, on
 * the other they are not, and the program would read behind one_byte. A verifier that concludes
 * "zero" from a spill and does not mark the spilled value precise takes the second way for the
 * first, prunes it and loads the program.
 *
 * The 0 is on the fall-through, which is walked first, and the 1 on the jump; both join before
 * the spill is stored, and BPF_F_TEST_STATE_FREQ makes a state to prune at wherever one can be.
 */
#include "proof.h"

char one_byte[1] SEC(".data.one_byte");

SEC("socket")
__description("the second way spills 1") __failure __log_level(2) __flag(BPF_F_TEST_STATE_FREQ)
	__msg(TOO_FAR) __naked void second_way_spills_one(void)
{
	asm volatile(INDEX(7) ZERO_OR("r7 = 1;") "*(u64 *)(r10 - 8) = r7;" READ_BYTE(-8)
			     USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("the spill is read behind a loop") __failure __log_level(2)
	__flag(BPF_F_TEST_STATE_FREQ) __msg(TOO_FAR) __naked void behind_a_loop(void)
{
	asm volatile(INDEX(7) ZERO_OR("r7 = 1;") "*(u64 *)(r10 - 8) = r7;"
						 "r8 = 0;"
						 "3: r8 += 1;"
						 "if r8 < 4 goto 3b;" READ_BYTE(-8)
							 USE ::PROOF_OPERANDS);
}

/* r1 points into the caller's frame. */
static __used __naked unsigned long read_byte(void)
{
	asm volatile("r0 = *(u8 *)(r1 + 0);"
		     "exit;");
}

SEC("socket")
__description("a subprogram reads the caller's frame") __failure __log_level(2)
	__flag(BPF_F_TEST_STATE_FREQ) __msg(TOO_FAR) __naked void through_a_subprogram(void)
{
	asm volatile(INDEX(7) ZERO_OR("r7 = 1;") "*(u64 *)(r10 - 8) = r7;"
						 "r1 = r10;"
						 "r1 += -8;"
						 "r1 += r6;"
						 "call read_byte;" USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("the second of two slots is 1") __failure __log_level(2) __flag(BPF_F_TEST_STATE_FREQ)
	__msg(TOO_FAR) __naked void across_two_slots(void)
{
	asm volatile(INDEX(15) ZERO_OR("r7 = 1;") "r8 = 0;"
						  "*(u64 *)(r10 - 16) = r8;"
						  "*(u64 *)(r10 - 8) = r7;" READ_BYTE(-16)
							  USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("the second way spills 0 or 1") __failure __log_level(2) __flag(BPF_F_TEST_STATE_FREQ)
	__msg(TOO_FAR) __naked void bounded_spill(void)
{
	asm volatile(INDEX(7) ZERO_OR("r7 = r0; r7 &= 1;") "*(u64 *)(r10 - 8) = r7;" READ_BYTE(-8)
			     USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("a helper is called between spill and read") __failure __log_level(2)
	__flag(BPF_F_TEST_STATE_FREQ) __msg(TOO_FAR) __naked void after_a_helper(void)
{
	asm volatile(INDEX(7) ZERO_OR("r7 = 1;") "*(u64 *)(r10 - 8) = r7;"
						 "call %[random];" READ_BYTE(-8)
							 USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("half of the slot is a spill, half of it zeroes") __failure __log_level(2)
	__flag(BPF_F_TEST_STATE_FREQ) __msg(TOO_FAR) __naked void partial_spill(void)
{
	asm volatile(INDEX(7) ZERO_OR("r7 = 1;") "r8 = 0;"
						 "*(u16 *)(r10 - 4) = r8;"
						 "*(u16 *)(r10 - 2) = r8;"
						 "*(u32 *)(r10 - 8) = r7;" READ_BYTE(-8)
							 USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("the same, read whole at a fixed offset") __failure __log_level(2)
	__flag(BPF_F_TEST_STATE_FREQ) __msg(
		"math between map_value pointer and register with unbounded min value") __naked
	void fixed_offset(void)
{
	asm volatile(INDEX(7) ZERO_OR("r7 = 1;") "r8 = 0;"
						 "*(u16 *)(r10 - 4) = r8;"
						 "*(u16 *)(r10 - 2) = r8;"
						 "*(u32 *)(r10 - 8) = r7;"
						 "r0 = *(u64 *)(r10 - 8);" USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("the ways join behind the spill") __failure __log_level(2)
	__flag(BPF_F_TEST_STATE_FREQ) __msg(TOO_FAR) __naked void joined_behind_the_spill(void)
{
	asm volatile(INDEX(7) "call %[random];"
			      "if r0 != 0 goto 1f;"
			      "r7 = 0;"
			      "*(u64 *)(r10 - 8) = r7;"
			      "goto 2f;"
			      "1: r7 = 1;"
			      "*(u64 *)(r10 - 8) = r7;"
			      "2: r0 = 0;" READ_BYTE(-8) USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("the ways store immediates") __failure __log_level(2) __flag(BPF_F_TEST_STATE_FREQ)
	__msg(TOO_FAR) __naked void immediates(void)
{
	asm volatile(INDEX(7) "call %[random];"
			      "if r0 != 0 goto 1f;"
			      "*(u64 *)(r10 - 8) = 0;"
			      "goto 2f;"
			      "1: *(u64 *)(r10 - 8) = 1;"
			      "2: r0 = 0;" READ_BYTE(-8) USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("the value goes through another slot") __failure __log_level(2)
	__flag(BPF_F_TEST_STATE_FREQ) __msg(TOO_FAR) __naked void through_another_slot(void)
{
	asm volatile(INDEX(7) ZERO_OR("r7 = 1;") "*(u64 *)(r10 - 16) = r7;"
						 "r8 = *(u64 *)(r10 - 16);"
						 "*(u64 *)(r10 - 8) = r8;" READ_BYTE(-8)
							 USE ::PROOF_OPERANDS);
}

/* The zero is spilled in a loop whose end nobody knows, and is 1 when it comes from the jump. */
SEC("socket")
__description("the spill is made and read in a loop") __failure __log_level(2)
	__flag(BPF_F_TEST_STATE_FREQ) __msg(TOO_FAR) __naked void within_a_loop(void)
{
	asm volatile(INDEX(7) ZERO_OR("r7 = 1;") "r8 = 0;"
						 "3: *(u64 *)(r10 - 8) = r7;" READ_BYTE(
							 -8) "r3 = r9;"
							     "r3 += r0;"
							     "r0 = *(u8 *)(r3 + 0);"
							     "r8 += 1;"
							     "if r8 < 3 goto 3b;"
							     "r0 = 0;"
							     "exit;" ::PROOF_OPERANDS);
}

/* A zero that is written over the slot leaves it a spilled zero, and is no reason to trust it. */
SEC("socket")
__description("zeroes are written at a variable offset between spill and read") __failure
	__log_level(2) __flag(BPF_F_TEST_STATE_FREQ) __msg(TOO_FAR) __naked
	void variable_write_between(void)
{
	asm volatile(INDEX(7) ZERO_OR("r7 = 256;") "*(u64 *)(r10 - 8) = r7;"
						   "r8 = 0;"
						   "r2 = r10;"
						   "r2 += -8;"
						   "r2 += r6;"
						   "*(u8 *)(r2 + 0) = r8;"
						   "call %[random];"
						   "r6 = r0;"
						   "r6 &= 7;" READ_BYTE(-8) USE ::PROOF_OPERANDS);
}

/* r2 points into the frame that bpf_loop() is called in. */
static __used __naked int read_and_use(void)
{
	asm volatile("r6 = r2;"
		     "call %[random];"
		     "r0 &= 7;"
		     "r6 += r0;"
		     "r0 = *(u8 *)(r6 + 0);"
		     "r1 = %[one_byte] ll;"
		     "r1 += r0;"
		     "r0 = *(u8 *)(r1 + 0);"
		     "r0 = 0;"
		     "exit;" ::[one_byte] "i"(&one_byte),
		     [random] "i"(bpf_get_prandom_u32));
}

SEC("socket")
__description("a callback reads the frame that it was handed") __failure __log_level(2)
	__flag(BPF_F_TEST_STATE_FREQ) __msg(TOO_FAR) __naked void in_a_callback(void)
{
	asm volatile(INDEX(7) ZERO_OR("r7 = 1;") "*(u64 *)(r10 - 8) = r7;"
						 "r1 = 4;"
						 "r2 = %[read_and_use] ll;"
						 "r3 = r10;"
						 "r3 += -8;"
						 "r4 = 0;"
						 "call %[loop];"
						 "r0 = 0;"
						 "exit;" ::[read_and_use] "i"(read_and_use),
		     [loop] "i"(bpf_loop), PROOF_OPERANDS);
}

struct bpf_iter_num {
	__u64 opaque[1];
} __attribute__((aligned(8)));

extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end)
	__attribute__((section(".ksyms")));
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __attribute__((section(".ksyms")));
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __attribute__((section(".ksyms")));

/* What only assembly calls has no BTF; this is never called. */
__used int name_functions(struct bpf_iter_num *it)
{
	bpf_iter_num_new(it, 0, 0);
	bpf_iter_num_next(it);
	bpf_iter_num_destroy(it);
	return 0;
}

/* The slot is 0 in the first round and 1 in the others. */
SEC("raw_tp")
__description("an iterator's second round finds 1") __failure __log_level(2)
	__flag(BPF_F_TEST_STATE_FREQ) __msg(TOO_FAR) __naked void in_an_iterator(void)
{
	asm volatile(
		INDEX(7) "r7 = 0;"
			 "*(u64 *)(r10 - 8) = r7;"
			 "r1 = r10;"
			 "r1 += -16;"
			 "r2 = 0;"
			 "r3 = 5;"
			 "call %[new];"
			 "1: r1 = r10;"
			 "r1 += -16;"
			 "call %[next];"
			 "if r0 == 0 goto 2f;" READ_BYTE(-8) "r3 = r9;"
							     "r3 += r0;"
							     "r0 = *(u8 *)(r3 + 0);"
							     "r7 = 1;"
							     "*(u64 *)(r10 - 8) = r7;"
							     "goto 1b;"
							     "2: r1 = r10;"
							     "r1 += -16;"
							     "call %[destroy];"
							     "r0 = 0;"
							     "exit;" ::[new] "i"(bpf_iter_num_new),
		[next] "i"(bpf_iter_num_next), [destroy] "i"(bpf_iter_num_destroy), PROOF_OPERANDS);
}

/* Both slots hold one register's value; the read rests on one of them. */
SEC("socket")
__description("a register and its copy are spilled, and the copy is read") __failure __log_level(2)
	__flag(BPF_F_TEST_STATE_FREQ) __msg(TOO_FAR) __naked void copy_of_a_register(void)
{
	asm volatile(INDEX(7) ZERO_OR("r7 = 1;") "r8 = r7;"
						 "*(u64 *)(r10 - 16) = r7;"
						 "*(u64 *)(r10 - 8) = r8;"
						 "r7 = 5;"
						 "r8 = 5;" READ_BYTE(-8) USE ::PROOF_OPERANDS);
}

char _license[] SEC("license") = "GPL";
