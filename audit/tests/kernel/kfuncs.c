// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Kfuncs, with sizes that bound what is accessed, or do not. */
#include "kernel.h"

/* As BTF_KFUNCS_START(), BTF_ID_FLAGS() and BTF_KFUNCS_END() write them. */
asm(".pushsection .rodata\n"
    "__BTF_ID__set8__kfuncs:\n"
    "__BTF_ID__func__kf_checked__1:\n"
    "__BTF_ID__func__kf_checked_late__2:\n"
    "__BTF_ID__func__kf_checked_too_low__3:\n"
    "__BTF_ID__func__kf_one_of_two__4:\n"
    "__BTF_ID__func__kf_one_too_short__5:\n"
    "__BTF_ID__func__kf_not_empty__6:\n"
    "__BTF_ID__func__kf_by_size__7:\n"
    "__BTF_ID__func__kf_passes_size__8:\n"
    "__BTF_ID__func__kf_passes_size_late__9:\n"
    "__BTF_ID__func__kf_forgets_size__10:\n"
    "__BTF_ID__func__kf_fills_uninit__11:\n"
    "__BTF_ID__func__kf_leaves_uninit__12:\n"
    "__BTF_ID__func__kf_copies_all__13:\n"
    "__BTF_ID__func__kf_by_cases__14:\n"
    "__BTF_ID__func__kf_more_than__15:\n"
    "__BTF_ID__func__kf_elsewhere__16:\n"
    ".size __BTF_ID__set8__kfuncs, .-__BTF_ID__set8__kfuncs\n"
    ".popsection\n");

struct options {
	int error;
	u32 kind;
	u64 rest;
};

#define unlikely(x) __builtin_expect(!!(x), 0)

int kf_checked(const struct options *opts, u32 opts__sz)
{
	if (unlikely(opts__sz != sizeof(*opts)) || opts->rest)
		return -22;
	return opts->error;
}

int kf_checked_late(const struct options *opts, u32 opts__sz)
{
	if (opts->rest || opts__sz != sizeof(*opts))
		return -22;
	return opts->error;
}

int kf_checked_too_low(const struct options *opts, u32 opts__sz)
{
	if (opts__sz < 12)
		return -22;
	return (int)opts->rest;
}

int kf_one_of_two(const struct options *opts, u32 opts__sz)
{
	if (!(opts__sz == 8 || opts__sz == sizeof(*opts)))
		return -22;
	if (opts__sz == sizeof(*opts) && opts->rest)
		return -22;
	return (int)opts->kind;
}

int kf_one_too_short(const struct options *opts, u32 opts__sz)
{
	if (!(opts__sz == 4 || opts__sz == sizeof(*opts)))
		return -22;
	return (int)opts->kind;
}

int kf_not_empty(u8 *text, u32 text__sz)
{
	if (unlikely(text__sz == 0))
		return 0;
	*text = 0;
	return 0;
}

int kf_by_size(u8 *text, u32 text__sz)
{
	for (u32 i = 0; i < text__sz; i++)
		text[i] = 1;
	return 0;
}

noinline int take_first(struct options *opts, u32 size)
{
	if (size >= 4)
		opts->error = -22;
	return opts->error;
}

noinline int take_second(struct options *opts, u32 size)
{
	return size < 8 ? 0 : (int)opts->kind;
}

int kf_passes_size(struct options *opts, u32 opts__sz)
{
	opts__sz = opts__sz & 0xffffffff;
	return take_second(opts, opts__sz);
}

int kf_passes_size_late(struct options *opts, u32 opts__sz)
{
	return take_first(opts, opts__sz);
}

noinline void take_all(struct options *opts)
{
	opts->rest = 0;
}

int kf_forgets_size(struct options *opts, u32 opts__sz)
{
	take_all(opts);
	return opts__sz == 8;
}

int kf_fills_uninit(struct two *to__uninit)
{
	to__uninit->a = 1;
	to__uninit->b = 2;
	return 0;
}

int kf_leaves_uninit(struct two *to__uninit, u64 x)
{
	if (x > 7)
		return -22;
	to__uninit->a = 1;
	to__uninit->b = 2;
	return 0;
}

int kf_copies_all(struct options *opts, u32 opts__sz)
{
	if (opts__sz < 8)
		return -22;
	memcpy(somewhere, opts, sizeof(*opts));
	return 0;
}

int kf_by_cases(const struct options *opts, u32 opts__sz)
{
	switch (opts__sz) {
	case 8:
		return (int)opts->kind;
	case 12:
		return -12;
	case 16:
		return (int)opts->rest;
	default:
		return -22;
	}
}

int kf_more_than(const struct options *opts, u32 opts__sz)
{
	return opts__sz > 15 ? (int)opts->rest : -22;
}
