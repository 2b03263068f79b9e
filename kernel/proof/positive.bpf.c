// SPDX-License-Identifier: GPL-2.0
/*
 * Reads of stack bytes that are all zero, some of them held by spilled constant zeros. Kernels
 * from 6.8 to 7.2 take what is read for unknown and reject all of them. With the fix they load,
 * the register that is read into is 0, and the trail of precision goes on from it to the spill and
 * to the register that was spilled.
 */
#include "proof.h"

char one_byte[1] SEC(".data.one_byte");

SEC("socket")
__description("a byte at a variable offset of one slot") __success __log_level(2) __retval(0) __msg(
	"(71) r0 = *(u8 *)(r2 +0)")
	__msg("mark_precise: frame0: regs= stack=-8 before {{[0-9]+}}: (7b) *(u64 *)(r10 -8) = r7")
		__msg("mark_precise: frame0: regs=r7 stack= before {{[0-9]+}}: (b7) r7 = 0")
			__msg(": R0{{(_w)?}}=0 ") __naked void single_slot(void)
{
	asm volatile(INDEX(7) "r7 = 0;"
			      "*(u64 *)(r10 - 8) = r7;" READ_BYTE(-8) USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("a byte at a variable offset across two slots") __success __log_level(2) __retval(
	0) __msg("(71) r0 = *(u8 *)(r2 +0)") __msg("mark_precise: frame0: regs= stack=-8,-16 "
						   "before {{[0-9]+}}: (7b) *(u64 *)(r10 -8) = r8")
	__msg("mark_precise: frame0: regs=r8 stack=-16 before {{[0-9]+}}: (7b) *(u64 *)(r10 -16) = "
	      "r7") __msg("mark_precise: frame0: regs=r7,r8 stack= before {{[0-9]+}}: (b7) r8 = 0")
		__msg("mark_precise: frame0: regs=r7 stack= before {{[0-9]+}}: (b7) r7 = 0")
			__msg(": R0{{(_w)?}}=0 ") __naked void across_slots(void)
{
	asm volatile(INDEX(15) "r7 = 0;"
			       "r8 = 0;"
			       "*(u64 *)(r10 - 16) = r7;"
			       "*(u64 *)(r10 - 8) = r8;" READ_BYTE(-16) USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("a byte at a variable offset, half of the slot a spill, half of it zeroes") __success
	__log_level(2) __retval(0) __msg("(71) r0 = *(u8 *)(r2 +0)")
		__msg("mark_precise: frame0: regs= stack=-8 before {{[0-9]+}}: (63) *(u32 *)(r10 "
		      "-8) = r7")
			__msg("mark_precise: frame0: regs=r7 stack= before {{[0-9]+}}: (b7) r7 = 0")
				__msg(": R0{{(_w)?}}=0 ") __naked
	void partial_spill_beside_zero(void)
{
	asm volatile(INDEX(
		7) "r7 = 0;"
		   "r8 = 0;"
		   /* Two bytes twice leave STACK_ZERO, four bytes at the slot's end a spill. */
		   "*(u16 *)(r10 - 4) = r8;"
		   "*(u16 *)(r10 - 2) = r8;"
		   "*(u32 *)(r10 - 8) = r7;" READ_BYTE(-8) USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("eight bytes at a fixed offset, half of the slot a spill, half of it zeroes")
	__success __log_level(2) __retval(0) __msg("(79) r0 = *(u64 *)(r10 -8)")
		__msg("mark_precise: frame0: regs= stack=-8 before {{[0-9]+}}: (63) *(u32 *)(r10 "
		      "-8) = r7")
			__msg("mark_precise: frame0: regs=r7 stack= before {{[0-9]+}}: (b7) r7 = 0")
				__msg(": R0{{(_w)?}}=0 ") __naked void fixed_offset_mixed(void)
{
	asm volatile(INDEX(7) "r7 = 0;"
			      "r8 = 0;"
			      "*(u16 *)(r10 - 4) = r8;"
			      "*(u16 *)(r10 - 2) = r8;"
			      "*(u32 *)(r10 - 8) = r7;"
			      "r0 = *(u64 *)(r10 - 8);" USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("a zero that was stored as an immediate") __success __log_level(2) __retval(0)
	__msg("(71) r0 = *(u8 *)(r2 +0)") __msg(
		"mark_precise: frame0: regs= stack=-8 before {{[0-9]+}}: (7a) *(u64 *)(r10 -8) = 0")
		__msg(": R0{{(_w)?}}=0 ") __naked void immediate(void)
{
	asm volatile(INDEX(7) "*(u64 *)(r10 - 8) = 0;" READ_BYTE(-8) USE ::PROOF_OPERANDS);
}

SEC("socket")
__description("a zero that went through another slot") __success __log_level(2) __retval(0) __msg(
	"(71) r0 = *(u8 *)(r2 +0)") __msg("mark_precise: frame0: regs= stack=-8 before {{[0-9]+}}: "
					  "(7b) *(u64 *)(r10 -8) = r8")
	__msg("mark_precise: frame0: regs=r8 stack= before {{[0-9]+}}: (79) r8 = *(u64 *)(r10 -16)")
		__msg("mark_precise: frame0: regs= stack=-16 before {{[0-9]+}}: (7b) *(u64 *)(r10 "
		      "-16) = r7")
			__msg("mark_precise: frame0: regs=r7 stack= before {{[0-9]+}}: (b7) r7 = 0")
				__msg(": R0{{(_w)?}}=0 ") __naked void through_another_slot(void)
{
	asm volatile(INDEX(7) "r7 = 0;"
			      "*(u64 *)(r10 - 16) = r7;"
			      "r8 = *(u64 *)(r10 - 16);"
			      "*(u64 *)(r10 - 8) = r8;" READ_BYTE(-8) USE ::PROOF_OPERANDS);
}

/* r1 points into the caller's frame. */
static __used __naked unsigned long read_byte(void)
{
	asm volatile("r0 = *(u8 *)(r1 + 0);"
		     "exit;");
}

SEC("socket")
__description("a byte at a variable offset of the caller's frame") __success __log_level(
	2) __retval(0) __msg("(71) r0 = *(u8 *)(r1 +0)")
	__msg("mark_precise: frame0: regs= stack=-8 before {{[0-9]+}}: (7b) *(u64 *)(r10 -8) = r7")
		__msg("mark_precise: frame0: regs=r7 stack= before {{[0-9]+}}: (b7) r7 = 0")
			__msg(": frame1: R0{{(_w)?}}=0 ") __naked void frame_of_the_caller(void)
{
	asm volatile(INDEX(7) "r7 = 0;"
			      "*(u64 *)(r10 - 8) = r7;"
			      "r1 = r10;"
			      "r1 += -8;"
			      "r1 += r6;"
			      "call read_byte;" USE ::PROOF_OPERANDS);
}

char _license[] SEC("license") = "GPL";
