/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Kernel versions, lists of them as users write them, and the table of known series (series.def).
 * Used by the pass (which kernels is this object for) and by the lab (which kernels to boot), so
 * that 6.12,6.16-7.2 means the same in both. Relies on nothing but the C library.
 */
#ifndef BPFMEND_KERNEL_VERSION_H
#define BPFMEND_KERNEL_VERSION_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A version without a patch level (6.12) names a series, not its first release. */
#define KERNEL_ANY_PATCH (-1)

/* 6.12 is { 6, 12, KERNEL_ANY_PATCH }, 6.18.12 is { 6, 18, 12 }. */
struct kernel_version {
	int major;
	int minor;
	int patch;
};

/* Room for the longest version as text, with its NUL. */
#define KERNEL_VERSION_TEXT 40

/* Kernels from first to last, both included; a last without a patch level includes its series. */
struct kernel_range {
	struct kernel_version first;
	struct kernel_version last;
};

/* Ranges in the order in which they were written. Zero-initialise before first use. */
struct kernel_list {
	struct kernel_range *ranges;
	size_t count;
};

/* The known series, oldest first, as in series.def. */
extern const struct kernel_version kernel_series[];
extern const size_t kernel_series_count;

/*
 * Orders two versions. A version without a patch level sorts before every release of its series.
 * Returns less than, equal to or greater than 0.
 */
int kernel_version_compare(struct kernel_version a, struct kernel_version b);

/*
 * Reads one version, "6.12" or "6.18.12", from the start of text. end, if not NULL, receives the
 * first character that does not belong to it; if NULL, text must end there.
 * Returns 0, or -EINVAL and *version untouched.
 */
int kernel_version_parse(const char *text, struct kernel_version *version, const char **end);

/* True for the end of a range that goes on to whatever kernel comes: "6.12-newest". */
bool kernel_version_is_newest(struct kernel_version version);

/* Writes "6.12", "6.18.12" or "newest" and returns text, which must have KERNEL_VERSION_TEXT bytes.
 */
char *kernel_version_format(struct kernel_version version, char *text);

/* True if version lies in the range; a version without a patch level stands for its series. */
bool kernel_range_contains(struct kernel_range range, struct kernel_version version);

/*
 * Reads one version or range, "6.12", "6.16-7.2" or "6.16-newest". Returns 0, or -EINVAL and *range
 * untouched.
 */
int kernel_range_parse(const char *text, struct kernel_range *range);

/*
 * Reads a comma-separated list of versions and ranges, "6.12,6.16-7.2,6.18.12", into *list, which
 * the caller frees with kernel_list_free(). Spaces are not allowed; a range must not run backwards,
 * and one to "newest" has every kernel from its first on.
 * Returns 0; -EINVAL if text is no such list, *bad then points at the item in text that is wrong;
 * or -ENOMEM.
 */
int kernel_list_parse(const char *text, struct kernel_list *list, const char **bad);

/* True if one of the list's ranges contains version. */
bool kernel_list_contains(const struct kernel_list *list, struct kernel_version version);

/* Fills *list with every known series. Returns 0 or -ENOMEM. */
int kernel_list_all(struct kernel_list *list);

/*
 * The kernels of a list one by one, to ask each: every known series in it, and behind them each
 * release that it names. *versions is of malloc(). Returns 0 or -ENOMEM.
 */
int kernel_list_versions(const struct kernel_list *list, struct kernel_version **versions,
			 size_t *count);

/*
 * The kernels that lie in both lists: one range for each series, the known ones and those that list
 * names, oldest first. Its last is the series where that lies in both to its end, else the last
 * release. Returns 0 or -ENOMEM; *both is freed with kernel_list_free() in any case.
 */
int kernel_list_meet(const struct kernel_list *list, const struct kernel_list *other,
		     struct kernel_list *both);

/*
 * Writes the kernels of list that lie in affected as words a person reads: "6.12", "6.12 to 7.2",
 * "5.10, 6.16 to 6.18.12"; neighbours in the table of series are joined, and a release is named
 * where only a part of its series lies in both. Cut to size bytes with the NUL. Returns true if
 * there are any; otherwise text is empty.
 */
bool kernel_list_describe(const struct kernel_list *list, const struct kernel_list *affected,
			  char *text, size_t size);

/* Frees what the list holds and empties it. */
void kernel_list_free(struct kernel_list *list);

#ifdef __cplusplus
}
#endif

#endif
