// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Names and carries the ways to load a program; see load-options.h. */
#include "lab/load-options.h"

#include <errno.h>
#include <string.h>

#include "lab/protocol.h"

struct name {
	const char *name;
	unsigned int value;
};

/* The uapi header of this machine may be older than the kernels in the store: numbers. */
static const struct name flags[] = {
	{ "BPF_F_STRICT_ALIGNMENT", 1U << 0 },	 { "BPF_F_ANY_ALIGNMENT", 1U << 1 },
	{ "BPF_F_TEST_RND_HI32", 1U << 2 },	 { "BPF_F_TEST_STATE_FREQ", 1U << 3 },
	{ "BPF_F_SLEEPABLE", 1U << 4 },		 { "BPF_F_XDP_HAS_FRAGS", 1U << 5 },
	{ "BPF_F_XDP_DEV_BOUND_ONLY", 1U << 6 }, { "BPF_F_TEST_REG_INVARIANTS", 1U << 7 },
};

/* linux/capability.h of an old machine may lack them. */
enum { CAPABILITY_SYS_ADMIN = 21, CAPABILITY_BPF = 39 };

static const struct name capabilities[] = {
	{ "cap_chown", 0 },
	{ "cap_dac_override", 1 },
	{ "cap_dac_read_search", 2 },
	{ "cap_fowner", 3 },
	{ "cap_fsetid", 4 },
	{ "cap_kill", 5 },
	{ "cap_setgid", 6 },
	{ "cap_setuid", 7 },
	{ "cap_setpcap", 8 },
	{ "cap_linux_immutable", 9 },
	{ "cap_net_bind_service", 10 },
	{ "cap_net_broadcast", 11 },
	{ "cap_net_admin", 12 },
	{ "cap_net_raw", 13 },
	{ "cap_ipc_lock", 14 },
	{ "cap_ipc_owner", 15 },
	{ "cap_sys_module", 16 },
	{ "cap_sys_rawio", 17 },
	{ "cap_sys_chroot", 18 },
	{ "cap_sys_ptrace", 19 },
	{ "cap_sys_pacct", 20 },
	{ "cap_sys_admin", CAPABILITY_SYS_ADMIN },
	{ "cap_sys_boot", 22 },
	{ "cap_sys_nice", 23 },
	{ "cap_sys_resource", 24 },
	{ "cap_sys_time", 25 },
	{ "cap_sys_tty_config", 26 },
	{ "cap_mknod", 27 },
	{ "cap_lease", 28 },
	{ "cap_audit_write", 29 },
	{ "cap_audit_control", 30 },
	{ "cap_setfcap", 31 },
	{ "cap_mac_override", 32 },
	{ "cap_mac_admin", 33 },
	{ "cap_syslog", 34 },
	{ "cap_wake_alarm", 35 },
	{ "cap_block_suspend", 36 },
	{ "cap_audit_read", 37 },
	{ "cap_perfmon", 38 },
	{ "cap_bpf", CAPABILITY_BPF },
	{ "cap_checkpoint_restore", 40 },
};

/* The name ends where length says. */
static int find(const struct name *names, size_t count, const char *name, size_t length,
		unsigned int *value)
{
	for (size_t i = 0; i < count; i++) {
		if (strlen(names[i].name) != length || strncmp(names[i].name, name, length) != 0)
			continue;
		*value = names[i].value;
		return 0;
	}
	return -EINVAL;
}

int load_flag_find(const char *name, uint32_t *flag)
{
	return find(flags, sizeof(flags) / sizeof(flags[0]), name, strlen(name), flag);
}

int capabilities_parse(const char *text, uint64_t *mask)
{
	unsigned int bit;

	*mask = 0;
	if (!*text || !strcmp(text, "none"))
		return 0;
	for (;; text++) {
		size_t length = strcspn(text, ",");

		if (find(capabilities, sizeof(capabilities) / sizeof(capabilities[0]), text, length,
			 &bit))
			return -EINVAL;
		*mask |= UINT64_C(1) << bit;
		text += length;
		if (!*text)
			return 0;
	}
}

bool capabilities_suffice(uint64_t mask)
{
	return mask & (UINT64_C(1) << CAPABILITY_BPF | UINT64_C(1) << CAPABILITY_SYS_ADMIN);
}

struct json_object *load_options_to_json(const struct load_options *options)
{
	struct json_object *json = json_object_new_object();

	json_object_object_add(json, LOAD_LOG_LEVEL, json_object_new_int64(options->log_level));
	json_object_object_add(json, LOAD_FLAGS, json_object_new_int64(options->flags));
	if (options->limited)
		json_object_object_add(json, LOAD_CAPABILITIES,
				       json_object_new_int64((int64_t)options->capabilities));
	json_object_object_add(json, LOAD_RUN, json_object_new_boolean(options->run));
	return json;
}

/* Returns -EPROTO where it is not there or greater than most. */
static int read_number(struct json_object *json, const char *key, int64_t most, int64_t *number)
{
	struct json_object *value;

	if (!json_object_object_get_ex(json, key, &value) ||
	    !json_object_is_type(value, json_type_int))
		return -EPROTO;
	*number = json_object_get_int64(value);
	return *number < 0 || *number > most ? -EPROTO : 0;
}

int load_options_from_json(struct json_object *json, struct load_options *options)
{
	int64_t level, flag_bits, mask = 0;
	struct json_object *run;
	bool limited;

	*options = (struct load_options){ 0 };
	limited = json_object_object_get_ex(json, LOAD_CAPABILITIES, NULL);
	if (read_number(json, LOAD_LOG_LEVEL, UINT8_MAX, &level) ||
	    read_number(json, LOAD_FLAGS, UINT32_MAX, &flag_bits) ||
	    (limited && read_number(json, LOAD_CAPABILITIES, INT64_MAX, &mask)) ||
	    !json_object_object_get_ex(json, LOAD_RUN, &run) ||
	    !json_object_is_type(run, json_type_boolean))
		return -EPROTO;
	*options = (struct load_options){
		.log_level = (unsigned int)level,
		.flags = (uint32_t)flag_bits,
		.limited = limited,
		.capabilities = (uint64_t)mask,
		.run = json_object_get_boolean(run),
	};
	return 0;
}
