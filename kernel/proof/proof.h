/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the proof programs have in common: the annotations of the kernel's own selftests, as
 * `bpfmend selftest` and the kernel's test_loader.c read them, and pieces of BPF assembly.
 *
 * The programs are in assembly, so that no compiler decides which register holds the zero and
 * which instruction stores it. r6 is an index that the verifier cannot know, r9 points to one
 * byte: r9 + r0 may be read only if the verifier knows that r0 is 0.
 */
#ifndef BPFMEND_KERNEL_PROOF_H
#define BPFMEND_KERNEL_PROOF_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define PROOF_TEXT_(x) #x
#define PROOF_TEXT(x) PROOF_TEXT_(x)
/* The number keeps equal annotations apart, and in order. */
#define proof_tag(text) __attribute__((btf_decl_tag("comment:" PROOF_TEXT(__COUNTER__) ":" text)))

#define __success proof_tag("test_expect_success")
#define __failure proof_tag("test_expect_failure")
#define __msg(text) proof_tag("test_expect_msg=" text)
#define __not_msg(text) proof_tag("test_expect_not_msg=" text)
#define __retval(value) proof_tag("test_retval=" #value)
#define __log_level(level) proof_tag("test_log_level=" #level)
#define __flag(flag) proof_tag("test_prog_flags=" #flag)
#define __description(text) proof_tag("test_description=" text)

#define __used __attribute__((used))
#undef __naked
#define __naked __attribute__((naked))

extern char one_byte[1];

/* What every program is given, and may change. */
#define PROOF_OPERANDS             \
	[one_byte] "r"(&one_byte), \
		[random] "i"(bpf_get_prandom_u32) : "r0", "r1", "r2", "r3", "r4", "r5", "memory"

/* r9 = &one_byte, r6 = unknown, from 0 to mask. */
#define INDEX(mask)         \
	"r9 = %[one_byte];" \
	"call %[random];"   \
	"r6 = r0;"          \
	"r6 &= " #mask ";"

/*
 * Comes from two ways with 0 in r7, which the verifier walks first, and then with what other puts
 * there;
 * they differ in r7 alone.
 */
#define ZERO_OR(other)        \
	"call %[random];"     \
	"if r0 != 0 goto 1f;" \
	"r0 = 0;"             \
	"r7 = 0;"             \
	"goto 2f;"            \
	"1:" other "r0 = 0;"  \
	"2:"

/* r0 = one byte of the stack at top + r6. */
#define READ_BYTE(top)    \
	"r2 = r10;"       \
	"r2 += " #top ";" \
	"r2 += r6;"       \
	"r0 = *(u8 *)(r2 + 0);"

/* Loads only if r0 is known to be 0. */
#define USE                     \
	"r9 += r0;"             \
	"r0 = *(u8 *)(r9 + 0);" \
	"exit;"

#define TOO_FAR "max value is outside of the allowed memory range"

#endif
