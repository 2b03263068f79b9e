// SPDX-License-Identifier: GPL-2.0
/*
 * What the fix must leave as it is, on every kernel: reads of bytes that are not all zero stay
 * unknown, and what was known without it stays known.
 */
#include "proof.h"

char one_byte[1] SEC(".data.one_byte");

SEC("socket")
__description("half of the slot a spilled zero, half of it unknown") __failure __log_level(2)
	__msg(TOO_FAR) __naked void partial_spill_beside_misc(void)
{
	asm volatile(INDEX(7) "r7 = 0;"
			      "*(u16 *)(r10 - 4) = r6;"
			      "*(u16 *)(r10 - 2) = r6;"
			      "*(u32 *)(r10 - 8) = r7;" READ_BYTE(-8) USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("the same, read whole at a fixed offset") __failure __log_level(2)
	__msg("math between map_value pointer and register with unbounded min value") __naked
	void fixed_offset_beside_misc(void)
{
	asm volatile(INDEX(7) "r7 = 0;"
			      "*(u16 *)(r10 - 4) = r6;"
			      "*(u16 *)(r10 - 2) = r6;"
			      "*(u32 *)(r10 - 8) = r7;"
			      "r0 = *(u64 *)(r10 - 8);" USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("a spilled constant that is not zero") __failure __log_level(2) __msg(TOO_FAR) __naked
	void spill_of_one(void)
{
	asm volatile(INDEX(7) "r7 = 1;"
			      "*(u64 *)(r10 - 8) = r7;" READ_BYTE(-8) USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("one slot of two is not zero") __failure __log_level(2) __msg(TOO_FAR) __naked
	void one_slot_of_two(void)
{
	asm volatile(INDEX(15) "r7 = 0;"
			       "*(u64 *)(r10 - 16) = r7;"
			       "r7 = 256;"
			       "*(u64 *)(r10 - 8) = r7;" READ_BYTE(-16) USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("a spilled scalar that may be zero") __failure __log_level(2) __msg(TOO_FAR) __naked
	void spill_of_unknown(void)
{
	asm volatile(INDEX(7) "*(u64 *)(r10 - 8) = r6;" READ_BYTE(-8) USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("a spilled pointer") __failure __log_level(2) __msg(TOO_FAR) __naked
	void spill_of_a_pointer(void)
{
	asm volatile(INDEX(7) "*(u64 *)(r10 - 8) = r10;" READ_BYTE(-8) USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("a spilled pointer beside a spilled zero") __failure __log_level(2)
	__msg(TOO_FAR) __naked void pointer_beside_zero(void)
{
	asm volatile(INDEX(15) "r7 = 0;"
			       "*(u64 *)(r10 - 8) = r7;"
			       "*(u64 *)(r10 - 16) = r10;" READ_BYTE(-16) USE ::PROOF_OPERANDS);
}

static __used __naked unsigned long read_byte(void)
{
	asm volatile("r0 = *(u8 *)(r1 + 0);"
		     "exit;");
}

SEC("socket")
__description("a spilled 1 in the caller's frame") __failure __log_level(2) __msg(TOO_FAR) __naked
	void one_in_the_callers_frame(void)
{
	asm volatile(INDEX(7) "r7 = 1;"
			      "*(u64 *)(r10 - 8) = r7;"
			      "r1 = r10;"
			      "r1 += -8;"
			      "r1 += r6;"
			      "call read_byte;" USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("a whole spill read back is the register, 1 or 0") __success __log_level(2)
	__retval(0) __msg("r1 = *(u64 *)(r10 -8){{.*}} R1{{(_w)?}}=1")
		__msg("r0 = *(u64 *)(r10 -16){{.*}} R0{{(_w)?}}=0") __naked void whole_fills(void)
{
	asm volatile(INDEX(7) "r7 = 1;"
			      "*(u64 *)(r10 - 8) = r7;"
			      "r7 = 0;"
			      "*(u64 *)(r10 - 16) = r7;"
			      "r1 = *(u64 *)(r10 - 8);"
			      "r0 = *(u64 *)(r10 - 16);" USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("zeroes that were never spilled") __success __log_level(2) __retval(0)
	__msg("r0 = *(u8 *)(r2 +0){{.*}} R0{{(_w)?}}=0") __naked void zeroes_alone(void)
{
	asm volatile(INDEX(3) "r7 = 0;"
			      "*(u16 *)(r10 - 4) = r7;"
			      "*(u16 *)(r10 - 2) = r7;" READ_BYTE(-4) USE ::PROOF_OPERANDS);
}

char _license[] SEC("license") = "GPL";
