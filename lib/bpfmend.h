/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * libbpfmend: what the running kernel's verifier makes of the code that bpfmend is about, found by
 * asking it. For loaders that ship one object to kernels they never saw, with backports that no
 * version tells.
 *
 *	struct bpfmend_answers *answers;
 *	int error = bpfmend_probe(&answers, NULL);
 *
 *	if (!error && bpfmend_answers__find(answers, "helper-write", "bpf_d_path") != BPFMEND_NO)
 *		bpf_program__set_autoload(skeleton->progs.guard_plain, false);
 *	bpfmend_answers__free(answers);
 *
 * A question is about one form of a hazard (bpfmend-hazards(7)), or about one helper. Two programs
 * of a few instructions are loaded for it and put away again, neither attached nor run: the
 * control, which every kernel must take, and one that differs from it in what is asked. The answer
 * hangs on which of them the kernel takes, and on nothing else: no version is compared, no log is
 * asked for. Where the control is refused nothing is known: the answer is BPFMEND_UNKNOWN with the
 * kernel's errno, never BPFMEND_NO.
 *
 * The answers are for a process with the capabilities of this one: a verifier refuses more to
 * those who have few. Whoever may load tracing programs and programs of the network, with CAP_BPF,
 * CAP_PERFMON and CAP_NET_ADMIN or as root, gets them all.
 *
 * No function keeps anything between calls, so all may be called from any thread. Each that returns
 * an int returns 0 or a negative errno. Relies on libbpf, which does what it always does: before
 * 5.11 it raises the limit of locked memory, unless libbpf_set_memlock_rlimit() was told otherwise.
 */
#ifndef BPFMEND_H
#define BPFMEND_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BPFMEND_API __attribute__((visibility("default")))

/* Whether the kernel has the trouble that is asked about. */
enum bpfmend_verdict {
	BPFMEND_UNKNOWN, /* it was not to be found out; the answer's error says why */
	BPFMEND_NO,
	BPFMEND_YES, /* the code needs the mend; or the kernel believes what is not true */
};

enum bpfmend_kind {
	BPFMEND_KIND_REFUSED, /* yes: the kernel refuses correct code that another one takes */
	BPFMEND_KIND_BELIEVED, /* yes: the kernel takes a program and runs it wrongly */
	BPFMEND_KIND_NONE, /* no kernel is asked, and text says why */
};

/* What is asked. Later versions of the library may add fields at the end. */
struct bpfmend_question {
	const char *hazard; /* "zero-read", as in bpfmend-hazards(7) */
	const char *form; /* "seen", "bpf_d_path", ...; "" for the plain one */
	const char *text; /* a sentence that is true where the answer is yes; of KIND_NONE, why */
	enum bpfmend_kind kind;
};

/* The questions of this version of the library, by their place from 0 on; NULL behind the last. */
BPFMEND_API const struct bpfmend_question *bpfmend_question__at(size_t place);

/* Zero-initialise, and set sz: later versions may add fields at the end. */
struct bpfmend_probe_opts {
	size_t sz; /* sizeof(struct bpfmend_probe_opts) */
	const char *hazard; /* only this hazard's questions; NULL: all */
	const char *form; /* with hazard, only this form of it; NULL: all */
};

/* The answers of one kernel. */
struct bpfmend_answers;

/* One of them, owned by the answers. */
struct bpfmend_answer {
	const struct bpfmend_question *question;
	enum bpfmend_verdict verdict; /* of a question that was not put: BPFMEND_UNKNOWN, error 0 */
	int error; /* of BPFMEND_UNKNOWN: a negative errno */
};

/*
 * Puts the questions to the running kernel. opts may be NULL. Returns 0 and *answers, to be freed
 * with bpfmend_answers__free(); -EPERM where this process may load no programs at all; -ENOENT
 * where opts has a hazard or form that there is not; -EINVAL where opts cannot be read; or another
 * negative errno, and *answers is then NULL.
 */
BPFMEND_API int bpfmend_probe(struct bpfmend_answers **answers,
			      const struct bpfmend_probe_opts *opts);

/* By the question's place; NULL behind the last. */
BPFMEND_API const struct bpfmend_answer *bpfmend_answers__at(const struct bpfmend_answers *answers,
							     size_t place);

/* The verdict for one form of a hazard; BPFMEND_UNKNOWN also for what is no question. */
BPFMEND_API enum bpfmend_verdict bpfmend_answers__find(const struct bpfmend_answers *answers,
						       const char *hazard, const char *form);

/* How many programs the kernel was given for all of that. */
BPFMEND_API size_t bpfmend_answers__loads(const struct bpfmend_answers *answers);

/* Also of NULL. */
BPFMEND_API void bpfmend_answers__free(struct bpfmend_answers *answers);

/*
 * Variants. An object that was compiled with -mllvm -bpfmend-mode=variants has, beside each
 * program that bpfmend would mend, the same mended under the name PROGRAM__mended, which libbpf
 * does not load unasked. Between opening an object and loading it, one of each two is chosen:
 *
 *	skeleton = guard__open();
 *	error = bpfmend_skeleton__select(skeleton->skeleton, NULL, NULL);
 *	if (!error)
 *		error = guard__load(skeleton);
 *
 * The plain program is chosen where the kernel takes it and does not believe what is untrue of a
 * helper that the program calls; else the mended one, and what the kernel says of that is what
 * loading the object says. Whether the kernel takes a program is found out by loading it, alone, in
 * an object of its own that is closed again, with its maps. Nothing is attached, run or pinned.
 * libbpf's print callback gets what libbpf says of a program that is refused.
 *
 * Whoever does more to an object before loading it than to set numbers in its global variables and
 * sizes, types and descriptors of its maps, does it to the other object in prepare().
 */
struct bpf_object;
struct bpf_object_skeleton;
struct bpf_program;

/* Zero-initialise, and set sz: later versions may add fields at the end. */
struct bpfmend_select_opts {
	size_t sz; /* sizeof(struct bpfmend_select_opts) */
	/* The file that the object was opened from, as bytes. A skeleton has them itself. */
	const void *data;
	size_t data_sz;
	/* Answers about helper-write that the caller has; NULL: they are asked for if needed. */
	const struct bpfmend_answers *answers;
	/* Called for each object that is tried; a negative errno ends it all. Or NULL. */
	int (*prepare)(struct bpf_object *trial, void *context);
	void *context;
};

/* What was chosen for a program with variants. */
struct bpfmend_choice {
	const char *program; /* the plain program's name; lives as long as the object */
	struct bpf_program *chosen; /* that is loaded and to be attached */
	int mended; /* whether it is the mended one */
	const char *helper; /* the lie that decided it, "bpf_d_path"; NULL if none did */
	int error; /* what loading the plain program came to; 0 also where it was not tried */
};

struct bpfmend_selection;

/*
 * Chooses for an object that was opened and not loaded. Programs that are not to be loaded are
 * passed over, and so are objects without variants. opts has data. selection may be NULL; else
 * *selection is to be freed with bpfmend_selection__free(). Returns 0; -EINVAL where opts cannot be
 * read or there are variants and no data; -EOPNOTSUPP where a later plugin wrote the variants in
 * another form; -EPERM where this process may not load programs; or another negative errno. Of the
 * object nothing is changed then.
 */
BPFMEND_API int bpfmend_object__select(struct bpf_object *obj, struct bpfmend_selection **selection,
				       const struct bpfmend_select_opts *opts);

/*
 * The same of a skeleton, whose pointers to programs become those of the chosen ones: progs.guard
 * and links.guard are then those of what is loaded. opts may be NULL.
 */
BPFMEND_API int bpfmend_skeleton__select(struct bpf_object_skeleton *skeleton,
					 struct bpfmend_selection **selection,
					 const struct bpfmend_select_opts *opts);

/* By their place, from 0 on; NULL behind the last. */
BPFMEND_API const struct bpfmend_choice *bpfmend_selection__at(
	const struct bpfmend_selection *selection, size_t place);

/* Also of NULL. */
BPFMEND_API void bpfmend_selection__free(struct bpfmend_selection *selection);

#ifdef __cplusplus
}
#endif

#endif
