/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A selftest is a BPF program with its expectation written on it, compiled twice: as it is, and in
 * mend mode. Without annotations it loads on every kernel, both ways.
 *
 *	expect_reject("6.12-7.2", "R0 max value is outside")
 *		Compiled as it is, the kernels of the list reject it with these words, and all
 *		others load it. Mended, every kernel loads it. One for each list of kernels.
 *	expect_mended_reject("5.10-7.3", "invalid access")
 *		Mended, the kernels of this list reject it with these words, and all others load it:
 *		where mending does not help those kernels, or of a program that some verifier loads
 *		for no other reason than that it is wrong. One for each list of kernels.
 *	expect_unmended
 *		The mended program is rejected like the plain one: bpfmend warns, and leaves
 *		it as it is.
 *	expect_any
 *		Compiled as it is, any kernel may load or reject it. Mended, every kernel loads it.
 *	run_over(field, first, last)
 *		Where it loads, it is also run, with the field taking every value from the first to
 *		the last, both plain numbers. Where the plain and the mended program both load they
 *		must return the same in every run. Given twice or more, every combination is run
 *		(4096 at most), the last field changing fastest. The fields are mark, priority,
 *		cb[0] to cb[4], len (at least 1; 14 for XDP and tc; 64 unless given) and data (the
 *		first four bytes of the packet); an XDP program has only the last two, and a
 *		syscall program, whose context is then a struct __sk_buff, all but these. Only they
 *		and programs that see a packet can be run.
 *	run_attached("exec /tmp/id", denied)
 *		Where it loads, it is also attached, by its section's name (to the root of all
 * control groups; to a clock, if it is a perf_event), and something happens that it may see:
 *		getpid, spin, exec PATH, open PATH, read PATH or write PATH TEXT (lab/triggers.h).
 *		What then counts as returned is the global variable of 64 bits, set to 0 before; or,
 *		with outcome in its place, what the action came to, 0 or a negative errno. A global
 *		int trigger_pid, if there is one, has the process that acts. Given twice or more (8
 *		times at most), these happen one after the other.
 *	expect_returns("7 -1 0*6")
 *		What the runs return, in their order, wherever the program loads; 0*6 is six times
 *		0. The list begins again until all runs have a value: one value is that of them all,
 *		and as many as the last field has are that field's, whatever the others are.
 *	expect_returns_on("6.16-6.18.12", "0")
 *		The same, but compiled as it is, and on the kernels of this list: those that load
 *		the program and run it wrongly. Mended, it returns what expect_returns() says on
 *		these, too. One for each list of kernels.
 *	load_with("cap_bpf,cap_net_admin")
 *		It is loaded, plain and mended, by a process that has these capabilities and no
 *		others; "none" is an unprivileged one, which the kernel is told to let load
 *		programs. It is run with all of them.
 *	load_flags(BPF_F_TEST_STATE_FREQ)
 *		It is loaded with this flag of BPF_PROG_LOAD; one for each. The names are those of
 *		linux/bpf.h.
 */
#ifndef BPFMEND_SELFTEST_H
#define BPFMEND_SELFTEST_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define expect_reject(kernels, words) \
	__attribute__((btf_decl_tag("bpfmend:reject=" kernels ":" words)))
#define expect_mended_reject(kernels, words) \
	__attribute__((btf_decl_tag("bpfmend:mended-reject=" kernels ":" words)))
#define expect_unmended __attribute__((btf_decl_tag("bpfmend:unmended")))

#define expect_any __attribute__((btf_decl_tag("bpfmend:any")))

#define run_over(field, first, last) \
	__attribute__((btf_decl_tag("bpfmend:run=" #field ":" #first ":" #last)))
#define run_attached(action, variable) \
	__attribute__((btf_decl_tag("bpfmend:attached=" #variable ":" action)))
#define expect_returns(values) __attribute__((btf_decl_tag("bpfmend:returns=" values)))
#define expect_returns_on(kernels, values) \
	__attribute__((btf_decl_tag("bpfmend:returns-on=" kernels ":" values)))

#define load_with(capabilities) __attribute__((btf_decl_tag("bpfmend:capabilities=" capabilities)))
#define load_flags(flag) __attribute__((btf_decl_tag("bpfmend:flag=" #flag)))

/* A map with one value of one byte: an index into it loads only if the verifier knows it is 0. */
#define ONE_BYTE_MAP(name)                        \
	struct {                                  \
		__uint(type, BPF_MAP_TYPE_ARRAY); \
		__uint(max_entries, 1);           \
		__type(key, __u32);               \
		__type(value, char);              \
	} name SEC(".maps")

#endif
