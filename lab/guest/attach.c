// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Attaches a program that was just loaded, lets the things of triggers.h happen, and reads what
 * the program left in its object's global variables. Most types are attached as libbpf does it by
 * the section's name; those of control groups to the root of all, those of performance events to
 * a clock that ticks in every process.
 */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lab/guest/guest.h"
#include "lab/protocol.h"
#include "lab/triggers.h"

#define CGROUP_ROOT "/sys/fs/cgroup"

/* Where a global variable is: in the one value of a map of libbpf's. */
struct variable {
	const struct bpf_map *map;
	unsigned int offset;
	unsigned int size;
};

static bool is_for_cgroup(const struct bpf_program *program)
{
	switch (bpf_program__type(program)) {
	case BPF_PROG_TYPE_CGROUP_SKB:
	case BPF_PROG_TYPE_CGROUP_SOCK:
	case BPF_PROG_TYPE_CGROUP_SOCK_ADDR:
	case BPF_PROG_TYPE_CGROUP_DEVICE:
	case BPF_PROG_TYPE_CGROUP_SYSCTL:
	case BPF_PROG_TYPE_CGROUP_SOCKOPT:
	case BPF_PROG_TYPE_SOCK_OPS:
		return true;
	case BPF_PROG_TYPE_LSM:
		return bpf_program__expected_attach_type(program) == BPF_LSM_CGROUP;
	default:
		return false;
	}
}

static struct bpf_link *attach_to_cgroup(const struct bpf_program *program)
{
	int root = open(CGROUP_ROOT, O_RDONLY | O_DIRECTORY | O_CLOEXEC), error;
	struct bpf_link *link;

	if (root < 0)
		return NULL;
	link = bpf_program__attach_cgroup(program, root);
	error = errno;
	close(root);
	errno = error;
	return link;
}

static struct bpf_link *attach_to_clock(const struct bpf_program *program)
{
	struct perf_event_attr clock = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(clock),
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.sample_period = 1000000, /* nanoseconds */
	};
	int event = (int)syscall(SYS_perf_event_open, &clock, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	struct bpf_link *link;
	int error;

	if (event < 0)
		return NULL;
	link = bpf_program__attach_perf_event(program, event);
	error = errno;
	if (!link)
		close(event); /* otherwise the link does */
	errno = error;
	return link;
}

/* NULL and errno where it cannot be attached. */
static struct bpf_link *attach(const struct bpf_program *program)
{
	if (is_for_cgroup(program))
		return attach_to_cgroup(program);
	if (bpf_program__type(program) == BPF_PROG_TYPE_PERF_EVENT)
		return attach_to_clock(program);
	return bpf_program__attach(program);
}

/* Looks for the name in one section of the object's BTF. */
static bool find_in(struct bpf_object *object, const char *section, const char *name,
		    struct variable *variable)
{
	const struct btf *btf = bpf_object__btf(object);
	const struct bpf_map *map = bpf_object__find_map_by_name(object, section);
	int id = btf && map ? btf__find_by_name_kind(btf, section, BTF_KIND_DATASEC) : -1;
	const struct btf_type *datasec = id < 0 ? NULL : btf__type_by_id(btf, (__u32)id);

	for (unsigned int i = 0; datasec && i < btf_vlen(datasec); i++) {
		const struct btf_var_secinfo *info = &btf_var_secinfos(datasec)[i];
		const struct btf_type *found = btf__type_by_id(btf, info->type);

		if (strcmp(btf__name_by_offset(btf, found->name_off), name) != 0)
			continue;
		*variable = (struct variable){ map, info->offset, info->size };
		return true;
	}
	return false;
}

static bool find_variable(struct bpf_object *object, const char *name, struct variable *variable)
{
	return find_in(object, ".bss", name, variable) || find_in(object, ".data", name, variable);
}

/* Reads the variable or, with write, sets it. Returns 0 or a negative errno. */
static int access_variable(const struct variable *variable, bool write, uint64_t *value)
{
	unsigned char *whole = calloc(1, bpf_map__value_size(variable->map));
	const int map = bpf_map__fd(variable->map);
	const __u32 key = 0;
	int error;

	if (!whole)
		return -ENOMEM;
	error = bpf_map_lookup_elem(map, &key, whole);
	if (!error && write) {
		memcpy(whole + variable->offset, value, variable->size);
		error = bpf_map_update_elem(map, &key, whole, BPF_ANY);
	} else if (!error) {
		memcpy(value, whole + variable->offset, variable->size);
	}
	free(whole);
	return error;
}

/* Tells the programs who acts, if they want to know. */
static int tell_pid(struct bpf_object *object, pid_t pid)
{
	struct variable variable;
	uint64_t value = (uint64_t)pid;

	if (!find_variable(object, TRIGGER_PID, &variable))
		return 0;
	return variable.size == sizeof(uint32_t) ? access_variable(&variable, true, &value)
						 : -EINVAL;
}

/* Pulls one trigger and reads its result. Returns 0 or a negative errno. */
static int pull(struct bpf_object *object, const struct trigger *trigger, int64_t *result)
{
	bool wants_outcome = !strcmp(trigger->variable, TRIGGER_OUTCOME);
	struct variable variable;
	struct pulled pulled;
	uint64_t value = 0;
	int error = 0, outcome, end;

	if (!wants_outcome) {
		if (!find_variable(object, trigger->variable, &variable))
			return -ENOENT;
		if (variable.size != sizeof(value))
			return -EINVAL;
		error = access_variable(&variable, true, &value);
	}
	if (!error)
		error = trigger_begin(trigger, &pulled);
	if (error)
		return error;
	error = tell_pid(object, pulled.pid);
	end = trigger_pull(&pulled, &outcome);
	if (!error)
		error = end;
	if (!error && !wants_outcome)
		error = access_variable(&variable, false, &value);
	*result = wants_outcome ? outcome : (int64_t)value;
	return error;
}

/* Adds the results to list. Returns 0, or a negative errno and why in text. */
static int pull_all(struct bpf_object *object, const struct triggers *triggers,
		    struct json_object *list, char *text, size_t size)
{
	char action[TRIGGER_PATH_SIZE + TRIGGER_TEXT_SIZE + 16];
	int64_t result = 0;
	int error = 0;

	for (size_t i = 0; i < triggers->count && !error; i++) {
		const struct trigger *trigger = &triggers->items[i];

		trigger_describe(trigger, action, sizeof(action));
		error = pull(object, trigger, &result);
		if (error) {
			snprintf(text, size, "%s, then %s: %s", action, trigger->variable,
				 strerror(-error));
		} else if (result < INT_MIN || result > INT_MAX) {
			error = -ERANGE;
			snprintf(text, size, "%s, then %s: %lld does not fit into an int", action,
				 trigger->variable, (long long)result);
		} else {
			json_object_array_add(list, json_object_new_int((int)result));
		}
	}
	return error;
}

void attach_and_trigger(struct bpf_object *object, const struct bpf_program *program,
			const struct triggers *triggers, struct json_object *row)
{
	struct json_object *list = json_object_new_array();
	struct bpf_link *link = NULL;
	char text[256], why[64];
	int error = 0;

	for (size_t i = 0; i < triggers->count && !error; i++)
		error = trigger_prepare(&triggers->items[i]);
	if (error) {
		snprintf(text, sizeof(text), "cannot put a file there: %s", strerror(-error));
	} else {
		link = attach(program);
		error = link ? 0 : -errno;
		libbpf_strerror(error, why, sizeof(why));
		snprintf(text, sizeof(text), "cannot be attached: %s", why);
	}
	if (!error)
		error = pull_all(object, triggers, list, text, sizeof(text));
	bpf_link__destroy(link);
	json_object_object_add(row, ROW_RETURNS, list);
	if (error)
		json_object_object_add(row, ROW_RUN_TROUBLE, json_object_new_string(text));
}
