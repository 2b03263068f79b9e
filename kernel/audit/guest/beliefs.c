// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Asks the verifier of the kernel it runs on what it believes of memory behind a helper: for each
 * row of prototypes.def a program, made from the row and from helper_signatures.def, that hands the
 * helper stack full of zeros and then does what no verifier lets pass unless the first word of it
 * is still zero. Such a program loads where the verifier believes that the helper wrote nothing. It
 * must believe that on kernels from 6.14 on, of what the row does not call written, and nowhere
 * else. Runs in a machine of the lab, and ends with 0 if all agree, else with 1.
 *
 * Not asked are texts, and arguments of helpers that also take what a program of a few instructions
 * cannot have: sockets, inodes, dynptrs. They are counted, and named with -v.
 */
#include <bpf/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "kernel/audit/guest/kinds.h"
#include "kernel/contracts/prototypes.h"
#include "kernel/version.h"
#include "llvm-pass/bpf/program_types.h"
#include "llvm-pass/verifier/helper_table.h"
#include "llvm-pass/verifier/program_kind.h"

/* What each argument has of the stack, and what it is said to be long. */
enum { ROOM = 64, LENGTH = 64, MOST_CODE = 96, MOST_KINDS = 160, MOST_TRIES = 8 };

#define ANY 0

/* PROGRAMS is an expression over these. */
enum {
#define PROGRAM_TYPE(type) type = UINT64_C(1) << BPF_PROGRAM_##type,
#include "llvm-pass/bpf/program_types.def"
#undef PROGRAM_TYPE
};

static const struct row {
	unsigned int helper, argument;
	program_types programs;
	const char *kernels;
	unsigned int declared;
	const char *prototype;
} rows[] = {
#define HELPER_DECLARES(helper, name, argument, programs, kernels, declared, prototype) \
	{ helper, argument, programs, kernels, declared, prototype },
#include "kernel/contracts/prototypes.def"
#undef HELPER_DECLARES
};

enum { ROWS = sizeof(rows) / sizeof(*rows) };

/* Of each kind one, as far as the kernel has it. What a helper takes of them is tried. */
static const struct {
	enum bpf_map_type type;
	unsigned int key, value, entries;
} map_kinds[] = {
	{ BPF_MAP_TYPE_HASH, 8, 8, 4 },
	{ BPF_MAP_TYPE_PERCPU_HASH, 8, 8, 4 },
	{ BPF_MAP_TYPE_PERF_EVENT_ARRAY, 4, 4, 1 },
	{ BPF_MAP_TYPE_RINGBUF, 0, 0, 4096 },
	{ BPF_MAP_TYPE_QUEUE, 0, 8, 4 },
	{ BPF_MAP_TYPE_SOCKHASH, 8, 4, 4 },
	{ BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, 4, 8, 4 },
};

enum { MAPS = sizeof(map_kinds) / sizeof(*map_kinds) };

struct asked {
	struct kernel_version version;
	struct series series;
	struct kind kinds[MOST_KINDS];
	unsigned int kind_count;
	int maps[MAPS]; /* descriptors; below 0 where there is none */
	int text; /* a map with an empty text that is never written */
};

struct code {
	struct bpf_insn items[MOST_CODE];
	unsigned int count;
};

static void put(struct code *code, struct bpf_insn instruction)
{
	code->items[code->count++] = instruction;
}

#define PUT(code, ...) put(code, (struct bpf_insn)I(__VA_ARGS__))

/* Where the memory of an argument, from 0, begins. */
static int place_of(unsigned int argument)
{
	return -ROOM * (int)(argument + 1);
}

static void put_address(struct code *code, unsigned int argument)
{
	PUT(code, BPF_ALU64 | BPF_MOV | BPF_X, argument + 1, BPF_REG_10, 0, 0);
	PUT(code, BPF_ALU64 | BPF_ADD | BPF_K, argument + 1, 0, 0, place_of(argument));
}

static void put_map(struct code *code, unsigned int argument, int map, int how)
{
	PUT(code, BPF_LD | BPF_DW | BPF_IMM, argument + 1, how, 0, map);
	PUT(code, 0, 0, 0, 0, 0);
}

/* Where an object of the kernel comes from: it is tried which of them a helper takes. */
enum origin {
	FROM_CONTEXT, /* the first argument of what is traced */
	FROM_ITERATOR, /* "struct seq_file *seq" of "struct bpf_iter_meta *meta" */
	FROM_CURRENT, /* bpf_get_current_task_btf() */
	ORIGINS,
};

/* Into R7: the others are lost in a call. */
static void put_object(struct code *code, enum origin origin)
{
	if (origin == FROM_CURRENT) {
		PUT(code, BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_get_current_task_btf);
		PUT(code, BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_7, BPF_REG_0, 0, 0);
		return;
	}
	PUT(code, BPF_LDX | BPF_MEM | BPF_DW, BPF_REG_7, BPF_REG_6, 0, 0);
	if (origin == FROM_ITERATOR)
		PUT(code, BPF_LDX | BPF_MEM | BPF_DW, BPF_REG_7, BPF_REG_7, 0, 0);
}

/* Puts what an argument is to be into its register. False if that is out of reach. */
static bool put_argument(const struct asked *asked, struct code *code, unsigned int argument,
			 unsigned int type, int map)
{
	switch (type & SIGNATURE_KIND) {
	case SIGNATURE_NONE:
		return true;
	case SIGNATURE_ANYTHING:
	case SIGNATURE_SCALAR:
		PUT(code, BPF_ALU64 | BPF_MOV | BPF_K, argument + 1, 0, 0, 0);
		return true;
	case SIGNATURE_SIZE:
	case SIGNATURE_SIZE_OR_ZERO:
		PUT(code, BPF_ALU64 | BPF_MOV | BPF_K, argument + 1, 0, 0, LENGTH);
		return true;
	case SIGNATURE_CTX:
		PUT(code, BPF_ALU64 | BPF_MOV | BPF_X, argument + 1, BPF_REG_6, 0, 0);
		return true;
	case SIGNATURE_BTF:
		PUT(code, BPF_ALU64 | BPF_MOV | BPF_X, argument + 1, BPF_REG_7, 0, 0);
		return true;
	case SIGNATURE_MAP:
		put_map(code, argument, map, BPF_PSEUDO_MAP_FD);
		return map >= 0;
	case SIGNATURE_STRING:
		put_map(code, argument, asked->text, BPF_PSEUDO_MAP_VALUE);
		return asked->text >= 0;
	case SIGNATURE_MAP_KEY:
	case SIGNATURE_MAP_VALUE:
	case SIGNATURE_MEM:
	case SIGNATURE_INT:
	case SIGNATURE_LONG:
		put_address(code, argument);
		return true;
	default:
		return false;
	}
}

static bool takes(const struct helper_signature *signature, enum signature_type type)
{
	for (unsigned int i = 0; i < SIGNATURE_ARGUMENTS; i++)
		if ((signature->arguments[i] & SIGNATURE_KIND) == (unsigned int)type)
			return true;
	return false;
}

/* A socket that is returned must be given back. */
static void put_release(struct code *code)
{
	PUT(code, BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_1, BPF_REG_0, 0, 0);
	PUT(code, BPF_JMP | BPF_JEQ | BPF_K, BPF_REG_1, 0, 1, 0);
	PUT(code, BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_sk_release);
}

static bool put_call(const struct asked *asked, struct code *code,
		     const struct helper_signature *signature, int map, enum origin origin)
{
	bool possible = true;

	code->count = 0;
	PUT(code, BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_6, BPF_REG_1, 0, 0);
	if (takes(signature, SIGNATURE_BTF))
		put_object(code, origin);
	PUT(code, BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, 0);
	for (int at = -ROOM * SIGNATURE_ARGUMENTS; at < 0; at += 8)
		PUT(code, BPF_STX | BPF_MEM | BPF_DW, BPF_REG_10, BPF_REG_0, at, 0);
	for (unsigned int i = 0; i < SIGNATURE_ARGUMENTS && possible; i++)
		possible = put_argument(asked, code, i, signature->arguments[i], map);
	PUT(code, BPF_JMP | BPF_CALL, 0, 0, 0, (int)signature->id);
	if (helper_effects(&asked->series, signature->id) & EFFECT_ACQUIRES)
		put_release(code);
	return possible;
}

/* Whether the program loads that must not, if the word can be anything but zero, or may be. */
static int load_probe(const struct kind *kind, struct code *code, unsigned int argument,
		      bool forbidden)
{
	if (forbidden) {
		PUT(code, BPF_LDX | BPF_MEM | BPF_DW, BPF_REG_1, BPF_REG_10, place_of(argument), 0);
		PUT(code, BPF_JMP | BPF_JEQ | BPF_K, BPF_REG_1, 0, 1, 0);
		/* Above the stack. */
		PUT(code, BPF_LDX | BPF_MEM | BPF_DW, BPF_REG_1, BPF_REG_10, 8, 0);
	}
	PUT(code, BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, kind->result);
	PUT(code, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
	return kind_load(kind, code->items, code->count, 1);
}

/* What came of one row. */
enum belief { NOT_ASKED, BELIEVED, FORGOTTEN, REFUSED_OTHERWISE };

static bool is_stack_refusal(void)
{
	const char *log = kind_log();

	return strstr(log, "invalid stack off=8") || strstr(log, "invalid read from stack") ||
	       strstr(log, "invalid unprivileged stack off=8");
}

static enum belief ask_with(const struct asked *asked, const struct kind *kind,
			    const struct row *row, const struct helper_signature *signature,
			    int map, enum origin origin)
{
	struct code code;

	/* Without what is forbidden it loads: the call is one that the kernel lets pass. */
	if (!put_call(asked, &code, signature, map, origin) ||
	    load_probe(kind, &code, row->argument - 1, false))
		return NOT_ASKED;
	put_call(asked, &code, signature, map, origin);
	if (!load_probe(kind, &code, row->argument - 1, true))
		return BELIEVED;
	return is_stack_refusal() ? FORGOTTEN : REFUSED_OTHERWISE;
}

/* With the first map, and object of the kernel, with which the kernel answers. */
static enum belief ask_kind(const struct asked *asked, const struct kind *kind,
			    const struct row *row, const struct helper_signature *signature)
{
	unsigned int maps = takes(signature, SIGNATURE_MAP) ? MAPS : 1;
	unsigned int origins = takes(signature, SIGNATURE_BTF) ? ORIGINS : 1;
	enum belief belief = NOT_ASKED;

	for (unsigned int map = 0; map < maps; map++)
		for (unsigned int origin = 0; origin < origins && belief == NOT_ASKED; origin++)
			belief = ask_with(asked, kind, row, signature, asked->maps[map],
					  (enum origin)origin);
	return belief;
}

static bool is_of_kernel(const struct row *row, struct kernel_version version)
{
	struct kernel_list list = { 0 };
	bool is_of;

	if (kernel_list_parse(row->kernels, &list, NULL))
		return false;
	is_of = kernel_list_contains(&list, version);
	kernel_list_free(&list);
	return is_of;
}

/* ANY are the types that no other row of the same argument has. */
static bool is_of_type(const struct asked *asked, const struct row *row, enum bpf_program_type type)
{
	if (row->programs != ANY)
		return row->programs >> type & 1;
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].helper == row->helper && rows[i].argument == row->argument &&
		    rows[i].programs >> type & 1 && is_of_kernel(&rows[i], asked->version))
			return false;
	return true;
}

/* Of the first kind of program with which the kernel answers; what a few may not, none may. */
static enum belief ask_row(const struct asked *asked, const struct row *row)
{
	enum belief belief = NOT_ASKED;
	unsigned int tries = MOST_TRIES;

	/* No stack can be a text. */
	if ((row->declared & DECLARED_KIND) == STRING)
		return NOT_ASKED;
	for (unsigned int i = 0; i < asked->kind_count && belief == NOT_ASKED && tries; i++) {
		const struct kind *kind = &asked->kinds[i];
		const struct helper_signature *signature =
			helper_signature(&asked->series, row->helper, kind->section->type);

		if (!signature || !is_of_type(asked, row, kind->section->type) ||
		    !program_kind_may_call(kind->section, &asked->series, row->helper))
			continue;
		belief = ask_kind(asked, kind, row, signature);
		tries--;
	}
	return belief;
}

/* Up to 6.13 the verifier forgets whatever a helper was given. */
static enum belief expected(const struct asked *asked, const struct row *row)
{
	unsigned int kind = row->declared & DECLARED_KIND;

	if (!series_from(&asked->series, 6, 14) || row->declared & (WRITE | UNINIT) ||
	    kind == INT || kind == LONG)
		return FORGOTTEN;
	return BELIEVED;
}

static void make_maps(struct asked *asked)
{
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = BPF_F_RDONLY_PROG);
	char zeros[ROOM] = "";
	int key = 0;

	for (unsigned int i = 0; i < MAPS; i++)
		asked->maps[i] = bpf_map_create(map_kinds[i].type, NULL, map_kinds[i].key,
						map_kinds[i].value, map_kinds[i].entries, NULL);
	asked->text = bpf_map_create(BPF_MAP_TYPE_ARRAY, NULL, 4, ROOM, 1, &options);
	if (asked->text >= 0 &&
	    (bpf_map_update_elem(asked->text, &key, zeros, BPF_ANY) || bpf_map_freeze(asked->text)))
		asked->text = -1;
}

static int open_all(struct asked *asked)
{
	struct btf *types = btf__load_vmlinux_btf();
	struct utsname name;
	const char *end;

	if (uname(&name) || kernel_version_parse(name.release, &asked->version, &end))
		return -1;
	asked->series = series_of(asked->version);
	for (unsigned int i = 0; i < section_count && asked->kind_count < MOST_KINDS; i++) {
		struct kind *kind = &asked->kinds[asked->kind_count];
		int error;

		if (kind_open(i, types, kind, &error) && kind->target >= 0 && !error)
			asked->kind_count++;
	}
	btf__free(types);
	make_maps(asked);
	return 0;
}

int main(int argc, char **argv)
{
	static const char *const words[] = { "is not asked", "is believed", "is forgotten",
					     "is refused for something else" };
	bool all = argc == 2 && !strcmp(argv[1], "-v");
	unsigned int count[4] = { 0 }, wrong = 0;
	static struct asked asked;

	if (open_all(&asked)) {
		fprintf(stderr, "beliefs: the kernel's release cannot be read\n");
		return 2;
	}
	for (size_t i = 0; i < ROWS; i++) {
		enum belief belief;

		if (!is_of_kernel(&rows[i], asked.version))
			continue;
		belief = ask_row(&asked, &rows[i]);
		count[belief]++;
		if (belief != NOT_ASKED && belief != expected(&asked, &rows[i])) {
			printf("%s, argument %u: what was there %s, and the row says otherwise\n",
			       rows[i].prototype, rows[i].argument, words[belief]);
			if (belief == REFUSED_OTHERWISE)
				printf("  %s\n", kind_reason());
			wrong++;
		} else if (all) {
			printf("%s, argument %u: %s\n", rows[i].prototype, rows[i].argument,
			       words[belief]);
		}
	}
	printf("%u believed, %u forgotten, %u not as the file says, %u not asked\n",
	       count[BELIEVED], count[FORGOTTEN], wrong, count[NOT_ASKED]);
	return wrong || count[BELIEVED] + count[FORGOTTEN] <= count[NOT_ASKED];
}
