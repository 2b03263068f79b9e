/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What a loader would set before it loads an object, and the user says instead: values of global
 * variables, and functions that programs attach to.
 */
#ifndef BPFMEND_LAB_SETTINGS_H
#define BPFMEND_LAB_SETTINGS_H

#include <json-c/json.h>
#include <stddef.h>

/* NAME=VALUE: a variable and its value, or a program and its target. */
struct setting {
	char *name; /* NULL stands for every program whose section names no target */
	const char *value;
};

/* Zero-initialise; settings_free() in any case. */
struct settings {
	struct setting *variables, *targets;
	size_t variable_count, target_count;
};

/*
 * Add one as it stands on the command line: NAME=VALUE, and for a target just TARGET, too. The text
 * must outlive the settings. Return 0; -EINVAL where it is no such thing; or -ENOMEM.
 */
int settings_add_variable(struct settings *settings, const char *text);
int settings_add_target(struct settings *settings, const char *text);

void settings_free(struct settings *settings);

/* As they stand in a job (protocol.h). */
struct json_object *settings_to_json(const struct settings *settings);

#endif
