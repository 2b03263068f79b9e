/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A selftest is a BPF program with its expectation written on it, compiled twice: as it is, and in
 * mend mode. Without annotations it loads on every kernel, both ways.
 *
 *	expect_reject("6.12-7.2", "R0 max value is outside")
 *		Compiled as it is, the kernels of the list reject it with these words, and all
 *		others load it. Mended, every kernel loads it. One for each list of kernels.
 *	expect_unmended
 *		The mended program is rejected like the plain one: bpfmend warns, and leaves
 *		it as it is.
 */
#ifndef BPFMEND_SELFTEST_H
#define BPFMEND_SELFTEST_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define expect_reject(kernels, words) \
	__attribute__((btf_decl_tag("bpfmend:reject=" kernels ":" words)))
#define expect_unmended __attribute__((btf_decl_tag("bpfmend:unmended")))

/* A map with one value of one byte: an index into it loads only if the verifier knows it is 0. */
#define ONE_BYTE_MAP(name)                        \
	struct {                                  \
		__uint(type, BPF_MAP_TYPE_ARRAY); \
		__uint(max_entries, 1);           \
		__type(key, __u32);               \
		__type(value, char);              \
	} name SEC(".maps")

#endif
