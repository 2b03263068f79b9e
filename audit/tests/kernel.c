// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * A kernel as small as can be for the auditor: helpers that do one thing each to a buffer, and four
 * prototypes of each, that declare it read-only, written, neither, and to be filled. cases-test.c
 * says what is found. Compiled to IR as the auditor compiles a kernel, and never run.
 */
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long u64;
typedef unsigned long size_t;

enum bpf_arg_type {
	ARG_DONTCARE,
	ARG_PTR_TO_MEM,
	ARG_CONST_SIZE,
	ARG_PTR_TO_MAP_VALUE,
	__BPF_ARG_TYPE_MAX,
	ARG_PTR_TO_UNINIT_MEM = ARG_PTR_TO_MEM | 1024,
	ARG_LIMIT = 1 << 30,
};

/* The numbers are not the kernel's: only names count. */
enum bpf_type_flag { MEM_UNINIT = 1024, MEM_WRITE = 4096, MEM_RDONLY = 1 << 20 };

enum bpf_type_flag all_flags;

struct bpf_func_proto {
	u64 (*func)(u64, u64, u64, u64, u64);
	union {
		struct {
			enum bpf_arg_type arg1_type;
			enum bpf_arg_type arg2_type;
			enum bpf_arg_type arg3_type;
			enum bpf_arg_type arg4_type;
			enum bpf_arg_type arg5_type;
		};
		enum bpf_arg_type arg_type[5];
	};
};

#define noinline __attribute__((noinline))
#define PROTOTYPE(name, kind, flags)                                        \
	const struct bpf_func_proto name##_##kind##_proto = {               \
		.func = (u64 (*)(u64, u64, u64, u64, u64))name,             \
		.arg1_type = (enum bpf_arg_type)(ARG_PTR_TO_MEM | (flags)), \
		.arg2_type = ARG_CONST_SIZE,                                \
	};
#define HELPER(name)                                       \
	static u64 do_##name(u8 *buf, u32 size, u64 x);    \
	u64 name(u64 buf, u64 size, u64 x, u64 a, u64 b)   \
	{                                                  \
		return do_##name((u8 *)buf, (u32)size, x); \
	}                                                  \
	PROTOTYPE(name, unsaid, 0)                         \
	PROTOTYPE(name, rdonly, MEM_RDONLY)                \
	PROTOTYPE(name, write, MEM_WRITE)                  \
	PROTOTYPE(name, uninit, MEM_WRITE | MEM_UNINIT)    \
	static inline __attribute__((always_inline)) u64 do_##name(u8 *buf, u32 size, u64 x)

void *memset(void *to, int byte, size_t size);
void *memcpy(void *to, const void *from, size_t size);
long sized_strscpy(u8 *to, const u8 *from, size_t size);
long copy_from_kernel_nofault(void *to, const void *from, size_t size);
u8 somewhere[64];

HELPER(reads)
{
	return buf[0] + buf[size - 1];
}

HELPER(fills)
{
	memset(buf, 0, size);
	return 0;
}

noinline void store_at_last(u8 *buf)
{
	*buf = 1;
}

noinline void store_later(u8 *buf)
{
	store_at_last(buf + 4);
}

noinline void store_soon(u8 *buf)
{
	store_later(buf);
}

HELPER(writes_deep)
{
	store_soon(buf);
	return 0;
}

noinline u64 read_at_last(u8 *buf)
{
	return *buf;
}

noinline u64 read_later(u8 *buf)
{
	return read_at_last(buf + 4);
}

noinline u64 read_soon(u8 *buf)
{
	return read_later(buf);
}

HELPER(reads_deep)
{
	return read_soon(buf);
}

HELPER(returns_early)
{
	if (x > 7)
		return -22;
	memset(buf, 0, size);
	return 0;
}

HELPER(fills_when_it_fails)
{
	int error = copy_from_kernel_nofault(buf, somewhere, size);

	if (__builtin_expect(!!(error < 0), 0))
		memset(buf, 0, size);
	return error;
}

HELPER(leaves_when_it_fails)
{
	u8 *from = x ? somewhere : 0;

	if (from)
		memcpy(buf, from, size);
	return !from;
}

noinline void copy(u8 *buf, u8 *other, u32 size, _Bool out)
{
	u8 *to = out ? buf : other, *from = out ? other : buf;

	memcpy(to, from, size);
}

HELPER(copies_in)
{
	copy(buf, somewhere, size, 0);
	return 0;
}

HELPER(copies_out)
{
	copy(buf, somewhere, size, 1);
	return 0;
}

noinline u64 command(int number, u8 *buf)
{
	number &= ~65536;
	switch (number) {
	case 1:
		return buf[0];
	case 2:
		return buf[1];
	case 9:
		buf[3] = 0;
		return 0;
	}
	return 0;
}

HELPER(commands_that_read)
{
	switch ((int)x) {
	case 1:
	case 2:
		break;
	default:
		return -22;
	}
	return command((int)x, buf);
}

HELPER(any_command)
{
	return command((int)x, buf);
}

struct table {
	long unused;
	u64 (*get)(struct table *table, u8 *buf);
};

static u64 get_a(struct table *table, u8 *buf)
{
	return buf[0];
}

static u64 get_b(struct table *table, u8 *buf)
{
	buf[1] = 0;
	return 0;
}

struct table table_a = { .get = get_a }, table_b = { .get = get_b };

HELPER(through_a_table)
{
	struct table *table = (struct table *)x;

	return table->get(table, buf);
}

struct filler {
	long unused;
	int (*fill)(u8 *buf, u32 size, u64 x);
};

static int fill_a(u8 *buf, u32 size, u64 x)
{
	if (x > 7)
		return -22;
	memset(buf, 1, size);
	return 0;
}

static int fill_b(u8 *buf, u32 size, u64 x)
{
	if (x < 3)
		return -12;
	memset(buf, 2, size);
	return 0;
}

struct filler filler_a = { .fill = fill_a }, filler_b = { .fill = fill_b };

HELPER(fills_where_the_table_fails)
{
	struct filler *filler = (struct filler *)x;
	int error = filler->fill(buf, size, x);

	if (error < 0)
		memset(buf, 0, size);
	return error;
}

HELPER(leaves_where_the_table_fails)
{
	struct filler *filler = (struct filler *)x;

	return filler->fill(buf, size, x);
}

struct holder {
	long kind;
	u8 *at;
	u32 size;
};

noinline void use_holder(struct holder *holder)
{
	memset(holder->at, 0, holder->size);
}

noinline void make_holder(struct holder *holder, u8 *buf, u32 size)
{
	*holder = (struct holder){ 1, buf, size };
}

HELPER(through_a_struct)
{
	struct holder holder;

	make_holder(&holder, buf, size);
	use_holder(&holder);
	return 0;
}

HELPER(calls_the_unknown)
{
	return ((u64 (*)(u8 *))x)(buf);
}

struct two {
	u64 a, b;
};

HELPER(fills_by_fields)
{
	struct two *two = (struct two *)buf;

	if (size != sizeof(*two)) {
		memset(buf, 0, size);
		return -22;
	}
	two->a = x;
	two->b = 0;
	return 0;
}

HELPER(fills_half_of_the_fields)
{
	struct two *two = (struct two *)buf;

	if (size != sizeof(*two))
		return -22;
	two->a = x;
	return 0;
}

HELPER(fills_the_rest)
{
	u32 have = x < size ? x : size;

	memcpy(buf, somewhere, have);
	if (size > have)
		memset(buf + have, 0, size - have);
	return 0;
}

HELPER(reads_and_writes)
{
	u64 old = buf[0];

	memset(buf, 0, size);
	return old;
}

HELPER(writes_and_reads)
{
	memset(buf, 0, size);
	return buf[0];
}

u8 *kept;

HELPER(keeps)
{
	kept = buf;
	return 0;
}

/* As many ways to the end as there are flags; what they did decides nothing there. */
noinline int fill_or_fail(u8 *buf, u32 size, u64 x)
{
	int error = 0;

	if (x & 1)
		somewhere[1]++;
	if (x & 2)
		somewhere[2]++;
	if (x & 4)
		somewhere[3]++;
	if (x & 8)
		somewhere[4]++;
	if (x & 16)
		somewhere[5]++;
	if (x & 32)
		error = -22;
	else
		memset(buf, 1, size);
	if (somewhere[6])
		somewhere[7]++;
	return error;
}

HELPER(fills_in_many_ways)
{
	int error = fill_or_fail(buf, size, x);

	if (error)
		memset(buf, 0, size);
	return error;
}

noinline int option(int number, u8 *buf, u32 size)
{
	if (number != 25)
		memset(buf, 1, size);
	return 0;
}

HELPER(refuses_one_number)
{
	switch ((int)x) {
	case 7:
	case 8:
	case 25:
		break;
	default:
		goto clear;
	}
	somewhere[8]++;
	if ((int)x == 25)
		goto clear;
	return option((int)x, buf, size);
clear:
	memset(buf, 0, size);
	return -22;
}

HELPER(allows_the_number)
{
	switch ((int)x) {
	case 7:
	case 25:
		break;
	default:
		memset(buf, 0, size);
		return -22;
	}
	return option((int)x, buf, size);
}

HELPER(copies_text)
{
	return sized_strscpy(buf, somewhere, size);
}

HELPER(copies_text_and_pads)
{
	long wrote = sized_strscpy(buf, somewhere, size);

	if (wrote >= 0 && wrote < size)
		memset(buf + wrote + 1, 0, size - wrote - 1);
	return 0;
}

HELPER(copies_text_and_pads_too_late)
{
	long wrote = sized_strscpy(buf, somewhere, size);

	if (wrote >= 0 && wrote < size)
		memset(buf + wrote + 2, 0, size - wrote - 2);
	return 0;
}

HELPER(fills_from_nothing_on)
{
	u32 have = size;

	if (x > 7)
		have = 0;
	else
		memset(buf, 1, size);
	if (have < size)
		memset(buf + have, 0, size - have);
	return x > 7;
}

static inline int check(u64 x, u32 size)
{
	if (x > 7 || x > size)
		return -7;
	return 0;
}

noinline int check_and_fill(u8 *buf, u32 size, u64 x)
{
	int error = check(x, size);

	if (error)
		return error;
	memset(buf, 1, size);
	return 0;
}

HELPER(fills_where_the_check_fails)
{
	int error = check_and_fill(buf, size, x);

	if (error)
		memset(buf, 0, size);
	return error;
}

int last_error;

noinline int fill_or_tell(u8 *buf, u32 size, u64 x)
{
	if (x > 7)
		return last_error;
	memset(buf, 1, size);
	return 0;
}

HELPER(fills_where_an_error_is_told)
{
	int error = fill_or_tell(buf, size, x);

	if (error)
		memset(buf, 0, size);
	return error;
}

HELPER(leaves_where_an_error_is_told)
{
	return fill_or_tell(buf, size, x);
}

int vsnprintf(u8 *to, size_t size, const char *format, __builtin_va_list list);
int vsscanf(const u8 *from, const char *format, __builtin_va_list list);

noinline void vlog(int level, const char *format, __builtin_va_list list)
{
	vsnprintf(somewhere, sizeof(somewhere), format, list);
}

noinline void log_all(int level, const char *format, ...)
{
	__builtin_va_list list;

	__builtin_va_start(list, format);
	vlog(level, format, list);
	__builtin_va_end(list);
}

noinline int scan_all(const char *format, ...)
{
	__builtin_va_list list;
	int found;

	__builtin_va_start(list, format);
	found = vsscanf(somewhere, format, list);
	__builtin_va_end(list);
	return found;
}

HELPER(prints)
{
	log_all(3, "%s", buf);
	return 0;
}

HELPER(scans)
{
	return scan_all("%hhu", buf);
}

/* What decides is a number that only the path knows, as of a cleanup in a scope. */
HELPER(fills_by_a_number)
{
	int number = 3, where = 0;

	if (x > 100) {
		where = 2;
		number = -7;
	} else {
		memset(buf, 1, size);
	}
	somewhere[9]++;
	switch (where) {
	case 0:
		return number;
	case 2:
		memset(buf, 0, size);
		return number;
	default:
		return 1;
	}
}

struct bpf_map {
	u32 key_size;
	u32 value_size;
};

HELPER(fills_a_value)
{
	struct bpf_map *map = (struct bpf_map *)x;

	if (x > 7)
		memset(buf, 0, map->value_size);
	else
		memcpy(buf, somewhere, map->value_size);
	return 0;
}

HELPER(fills_a_key)
{
	struct bpf_map *map = (struct bpf_map *)x;

	memset(buf, 0, map->key_size);
	return 0;
}

#define VALUE(name)                                                                              \
	const struct bpf_func_proto name##_value_proto = {                                       \
		.func = (u64 (*)(u64, u64, u64, u64, u64))name,                                  \
		.arg1_type = (enum bpf_arg_type)(ARG_PTR_TO_MAP_VALUE | MEM_WRITE | MEM_UNINIT), \
	};
VALUE(fills_a_value)
VALUE(fills_a_key)

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
