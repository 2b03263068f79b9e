/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Does to an opened object what its own loader would do before loading it, where that can be told
 * or guessed: types of programs that libbpf cannot tell, targets, variables, maps without a size.
 */
#ifndef BPFMEND_LAB_GUEST_PREPARE_H
#define BPFMEND_LAB_GUEST_PREPARE_H

#include <bpf/libbpf.h>
#include <json-c/json.h>
#include <stddef.h>

/* What was changed or chosen, for the row: sentences, "; " between them. */
struct notes {
	char text[1024];
};

void note(struct notes *notes, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Each returns NULL, or a sentence that says what only the program's loader can do; it is good
 * until the next call. settings is the job's, or NULL.
 */
const char *prepare_program(struct bpf_program *program, struct json_object *settings,
			    struct notes *notes);
const char *prepare_variables(struct bpf_object *object, struct json_object *settings);

/* Gives maps what their loader would give them, and makes them fit the machine. */
void prepare_maps(struct bpf_object *object, struct notes *notes);

#endif
