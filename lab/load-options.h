/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * How one program is loaded, where that is not as usual: with further flags, with few
 * capabilities or none, with a log of some level. Host and guest both include this; the job carries
 * it.
 */
#ifndef BPFMEND_LAB_LOAD_OPTIONS_H
#define BPFMEND_LAB_LOAD_OPTIONS_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero is as usual: root, libbpf's flags, no log. */
struct load_options {
	unsigned int log_level; /* 1: the way to the verdict; 2: all ways; 0: no log comes back */
	uint32_t flags; /* BPF_F_..., beside those that libbpf sets */
	/*
	 * Load it as a process that has these capabilities (bit N is capability N) and no others.
	 * If they do not suffice for BPF, unprivileged processes are allowed to use it first, and
	 * maps that they may not make are left out. Running the program is not concerned.
	 */
	bool limited;
	uint64_t capabilities;
	/* Run it once, if it loads, as the kernel's own selftests do: with 64 zero bytes. */
	bool run;
};

/*
 * The flag with a name as in linux/bpf.h, of those that BPF_PROG_LOAD takes. Returns 0 or
 * -EINVAL.
 */
int load_flag_find(const char *name, uint32_t *flag);

/*
 * Reads "cap_bpf,cap_net_admin"; "" or "none" is none. Returns 0 or -EINVAL.
 */
int capabilities_parse(const char *text, uint64_t *capabilities);

/* Whether a process that has these and no others is privileged to the BPF system call. */
bool capabilities_suffice(uint64_t capabilities);

/* As they stand in a job (protocol.h). Reading them: 0, or -EPROTO where they make no sense. */
struct json_object *load_options_to_json(const struct load_options *options);
int load_options_from_json(struct json_object *json, struct load_options *options);

#endif
