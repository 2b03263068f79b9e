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

char _license[] SEC("license") = "GPL";
