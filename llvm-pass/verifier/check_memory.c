/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Who may be read and written where, by the kind of pointer. A structure of the kernel (BTF) is
 * let pass, since its fields are not known here. A buffer's end is the attach target's matter.
 */
#include "llvm-pass/verifier/check.h"

#include <linux/bpf.h>
#include <stdarg.h>
#include <string.h>

#include "llvm-pass/verifier/helper_table.h"
#include "llvm-pass/verifier/path.h"
#include "llvm-pass/verifier/stack.h"
#include "llvm-pass/verifier/words.h"

/* The largest size that a call takes, in bytes: BPF_MAX_VAR_SIZ. */
#define LARGEST_SIZE (UINT64_C(1) << 29)
#define FLOW_KEYS_SIZE 56
/* KERNEL_VERSION() has one byte for it. */
#define VERSION_MOST_PATCH 255

static uint32_t region_size(const struct reg *reg)
{
	switch (reg->kind) {
	case REG_MAP_VALUE:
		return reg->map->value_size;
	case REG_MAP_KEY:
		return reg->map->key_size;
	default:
		return reg->range;
	}
}

/* Whether [at, at + size) lies in the region; where says which end of the offset it was. */
static bool check_end(struct walk *walk, const struct reg *reg, unsigned int number, int64_t at,
		      uint64_t size, const char *where)
{
	uint32_t region = region_size(reg);

	if (at >= 0 && (uint64_t)at + size <= region)
		return true;
	return refuse(walk,
		      reg->kind == REG_PACKET || reg->kind == REG_PACKET_META
			      ? REASON_PACKET
			      : REASON_OUT_OF_BOUNDS,
		      "R%u %s is outside of the %s", number, where,
		      strcmp(where, "offset") == 0 ? "packet" : "allowed memory range");
}

static bool check_bounds(struct walk *walk, const struct reg *reg, unsigned int number, int offset,
			 uint64_t size)
{
	int64_t fixed = (int64_t)reg->offset + offset, least = reg->var.smin;

	if (least < 0 &&
	    (least == INT64_MIN || fixed + least != (int32_t)(fixed + least) || fixed + least < 0))
		return refuse(walk, REASON_OUT_OF_BOUNDS,
			      "R%u min value is negative, either use unsigned index or do a if "
			      "(index >=0) check.",
			      number);
	if (!check_end(walk, reg, number, fixed + least, size, "min value"))
		return false;
	if (reg->var.umax >= (uint64_t)MAX_VARIABLE_OFFSET)
		return refuse(
			walk, REASON_UNBOUNDED_MEMORY,
			"R%u unbounded memory access, make sure to bounds check any such access",
			number);
	return check_end(walk, reg, number, fixed + (int64_t)reg->var.umax, size, "max value");
}

/* Up to 7.0 a packet's range counts from behind the variable part. */
static bool check_packet(struct walk *walk, const struct reg *reg, unsigned int number, int offset,
			 uint64_t size)
{
	if (series_has(walk->series, RULE_MERGED_OFFSET)) {
		if (reg->flags & REG_AT_END)
			return refuse(walk, REASON_PACKET, "R%u offset is outside of the packet",
				      number);
		return check_bounds(walk, reg, number, offset, size);
	}
	if (reg->var.smin < 0)
		return refuse(walk, REASON_OUT_OF_BOUNDS,
			      "R%u min value is negative, either use unsigned index or do a if "
			      "(index >=0) check.",
			      number);
	return check_end(walk, reg, number, (int64_t)reg->offset + offset, size, "offset");
}

/* A lock or a timer in a map's value is not for loads, stores and helpers. */
static bool check_fields(struct walk *walk, const struct reg *reg, int offset, uint64_t size)
{
	const struct map_fields *fields = &reg->map->fields;
	int64_t least = reg->var.smin + reg->offset + offset;
	int64_t end = (int64_t)reg->var.umax + reg->offset + offset + (int64_t)size;

	if (fields->spin_lock >= 0 && least < fields->spin_lock + 4 && end > fields->spin_lock)
		return refuse(walk, REASON_LOCK,
			      "bpf_spin_lock cannot be accessed directly by load/store");
	if (fields->timer >= 0 && least < fields->timer + 16 && end > fields->timer)
		return refuse(walk, REASON_LOCK,
			      "bpf_timer cannot be accessed directly by load/store");
	return !fields->others || undecided(walk, "a map's value with kernel pointers in it");
}

static bool check_map_value(struct walk *walk, const struct reg *reg, unsigned int number,
			    int offset, uint64_t size, enum access access)
{
	const struct program_map *map = reg->map;

	if (access != ACCESS_READ && map->flags & BPF_F_RDONLY_PROG)
		return refuse(walk, REASON_READ_ONLY,
			      "write into map forbidden, value_size=%u off=%d size=%d",
			      map->value_size, reg->offset + offset, (int)size);
	if (access == ACCESS_READ && map->flags & BPF_F_WRONLY_PROG)
		return refuse(walk, REASON_READ_ONLY,
			      "read from map forbidden, value_size=%u off=%d size=%d",
			      map->value_size, reg->offset + offset, (int)size);
	return check_bounds(walk, reg, number, offset, size) &&
	       check_fields(walk, reg, offset, size);
}

static bool check_buffer(struct walk *walk, const struct reg *reg, unsigned int number, int offset,
			 uint64_t size)
{
	char bits[TNUM_TEXT];

	offset += reg->offset;
	if (offset < 0)
		return refuse(walk, REASON_OUT_OF_BOUNDS,
			      "R%u invalid %s buffer access: off=%d, size=%d", number,
			      reg->flags & REG_READ_ONLY ? "rdonly" : "rdwr", offset, (int)size);
	if (!scalar_is_constant(&reg->var))
		return refuse(walk, REASON_VARIABLE_OFFSET,
			      "R%u invalid variable buffer offset: off=%d, var_off=%s", number,
			      offset, tnum_text(walk->series, reg->var.bits, bits));
	return undecided(walk, "the size of a buffer");
}

/* Which programs may write into packets. Others that have some only read them. */
static bool may_write_packets(unsigned int type)
{
	switch (type) {
	case BPF_PROGRAM_LWT_IN:
	case BPF_PROGRAM_LWT_OUT:
	case BPF_PROGRAM_LWT_SEG6LOCAL:
	case BPF_PROGRAM_SK_REUSEPORT:
	case BPF_PROGRAM_FLOW_DISSECTOR:
	case BPF_PROGRAM_CGROUP_SKB:
		return false;
	default:
		return true;
	}
}

static bool refuse_kind(struct walk *walk, const struct reg *reg, unsigned int number)
{
	return refuse(walk, reg->flags & REG_MAYBE_NULL ? REASON_MAYBE_NULL : REASON_NOT_A_POINTER,
		      "R%u invalid mem access '%s'", number, reg_kind_word(walk->series, reg));
}

static bool refuse_write(struct walk *walk, const struct reg *reg, unsigned int number)
{
	return refuse(walk, REASON_READ_ONLY, "R%u cannot write into %s", number,
		      reg_kind_word(walk->series, reg));
}

/* What holds of loads and stores, and of what calls do: not of the stack, nor of contexts. */
static bool check_kind(struct walk *walk, const struct reg *reg, unsigned int number, int offset,
		       uint64_t size, enum access access)
{
	bool writes = access != ACCESS_READ;

	if (reg->flags & REG_MAYBE_NULL)
		return refuse_kind(walk, reg, number);
	if (reg_is_maybe_pointer(reg))
		return left_to_kernel(walk, "memory that is not modelled");
	switch (reg->kind) {
	case REG_MAP_VALUE:
		return check_map_value(walk, reg, number, offset, size, access);
	case REG_MAP_KEY:
		return writes ? refuse_write(walk, reg, number)
			      : check_bounds(walk, reg, number, offset, size);
	case REG_MEMORY:
		if (writes && reg->flags & REG_READ_ONLY)
			return refuse_write(walk, reg, number);
		return check_bounds(walk, reg, number, offset, size);
	case REG_BUFFER:
		if (writes && reg->flags & REG_READ_ONLY)
			return refuse_write(walk, reg, number);
		return check_buffer(walk, reg, number, offset, size);
	case REG_PACKET:
	case REG_PACKET_META:
		if (writes && !may_write_packets(walk->program->type))
			return refuse(walk, REASON_READ_ONLY, "cannot write into packet");
		return check_packet(walk, reg, number, offset, size);
	case REG_FLOW_KEYS:
		offset += reg->offset + (int)reg->var.smin;
		if (offset < 0 || (uint64_t)offset + size > FLOW_KEYS_SIZE)
			return refuse(walk, REASON_OUT_OF_BOUNDS,
				      "invalid access to flow keys off=%d size=%d", offset,
				      (int)size);
		return true;
	case REG_SOCKET:
	case REG_SOCK_COMMON:
	case REG_TCP_SOCK:
	case REG_XDP_SOCK:
		return !writes || refuse_write(walk, reg, number);
	case REG_BTF:
	case REG_MAP:
		return scalar_is_constant(&reg->var)
			       ? left_to_kernel(walk, "a field of a kernel's structure")
			       : undecided(walk, "a variable offset into a kernel's structure");
	case REG_DYNPTR:
	case REG_ARENA:
	case REG_UNKNOWN:
		return undecided(walk, "memory that is not modelled");
	default:
		return refuse_kind(walk, reg, number);
	}
}

static const char *pointer_word(const struct reg *reg)
{
	switch (reg->kind) {
	case REG_STACK:
		return "stack ";
	case REG_MAP_VALUE:
		return "value ";
	case REG_MAP_KEY:
		return "key ";
	case REG_CONTEXT:
		return "context ";
	default:
		return "";
	}
}

bool check_alignment(struct walk *walk, const struct reg *reg, int offset, unsigned int size)
{
	struct tnum at =
		tnum_add(reg->var.bits, tnum_constant((uint64_t)(int64_t)(reg->offset + offset)));
	char bits[TNUM_TEXT];

	if (tnum_is_aligned(at, size) || reg->kind == REG_ARENA || reg->kind == REG_UNKNOWN ||
	    reg_is_maybe_pointer(reg))
		return true;
	if (series_has(walk->series, RULE_MERGED_OFFSET))
		return refuse(walk, REASON_MISALIGNED, "misaligned %saccess off %s+%d size %u",
			      pointer_word(reg), tnum_text(walk->series, reg->var.bits, bits),
			      offset, size);
	return refuse(walk, REASON_MISALIGNED, "misaligned %saccess off %s+%d+%d size %u",
		      pointer_word(reg), tnum_text(walk->series, reg->var.bits, bits), reg->offset,
		      offset, size);
}

static bool check_stack(struct walk *walk, struct reg *reg, unsigned int number, int offset,
			unsigned int size, enum access access, const struct reg *value,
			struct reg *result)
{
	if (!check_alignment(walk, reg, offset, size) ||
	    !stack_bounds(walk, reg, number, offset, size, access != ACCESS_READ, false))
		return false;
	if (access == ACCESS_READ)
		return stack_load(walk, reg, number, offset, size, result);
	return stack_store(walk, reg, offset, size, (struct reg *)value);
}

/* Programs whose context is what they see: nothing is made of a load but the load. */
static bool context_is_plain(unsigned int type)
{
	switch (type) {
	case BPF_PROGRAM_KPROBE:
	case BPF_PROGRAM_TRACEPOINT:
	case BPF_PROGRAM_RAW_TRACEPOINT:
	case BPF_PROGRAM_RAW_TRACEPOINT_WRITABLE:
	case BPF_PROGRAM_TRACING:
	case BPF_PROGRAM_LSM:
	case BPF_PROGRAM_STRUCT_OPS:
	case BPF_PROGRAM_SYSCALL:
	case BPF_PROGRAM_LIRC_MODE2:
	case BPF_PROGRAM_CGROUP_DEVICE:
	case BPF_PROGRAM_NETFILTER:
		return true;
	default:
		return false;
	}
}

static bool check_context(struct walk *walk, const struct reg *reg, unsigned int number, int offset,
			  unsigned int size, enum access access, const struct reg *value,
			  struct reg *result)
{
	int64_t moved = reg->offset + (int64_t)reg->var.bits.value;
	bool constant = scalar_is_constant(&reg->var);
	bool may_move = series_has(walk->series, RULE_MOVED_CONTEXT) &&
			context_is_plain(walk->program->type);
	char bits[TNUM_TEXT];

	/* Where a pointer has one offset, whether it is constant is asked first. */
	if (reg->offset < 0 || (constant && moved < 0))
		return refuse(walk, REASON_MODIFIED_POINTER,
			      "negative offset ctx ptr R%u off=%lld disallowed", number,
			      (long long)moved);
	if (reg->offset || (constant && moved && !may_move))
		return refuse(walk, REASON_MODIFIED_POINTER,
			      "dereference of modified ctx ptr R%u off=%lld disallowed", number,
			      (long long)moved);
	if (!constant && walk->program->type == BPF_PROGRAM_SYSCALL)
		return undecided(walk, "a variable offset into the context");
	if (!constant)
		return refuse(walk, REASON_VARIABLE_OFFSET,
			      "variable ctx access var_off=%s disallowed",
			      tnum_text(walk->series, reg->var.bits, bits));
	return check_context_access(walk, reg, number, offset + (int)moved, size, access, value,
				    result);
}

/*
 * As KERNEL_VERSION() has it; of a series, its newest release. Asks for that release alone, because
 * every other one reads another number.
 */
static uint64_t version_number(const struct series *series)
{
	struct kernel_version version = series->version, next = version;

	if (version.patch == KERNEL_ANY_PATCH || version.patch > VERSION_MOST_PATCH)
		version.patch = VERSION_MOST_PATCH;
	next.patch = version.patch + 1;
	series_reaches(series, version);
	series_reaches(series, next);
	series_from(series, version.major, version.minor + 1);
	return (uint64_t)version.major << 16 | (uint64_t)version.minor << 8 |
	       (uint64_t)version.patch;
}

/*
 * What libbpf has filled in. The version is known, and so is what another series would read: not
 * the same. How a kernel was configured is not: there, what is refused is no refusal of all
 * kernels.
 */
static void load_kconfig(struct walk *walk, const struct map_kconfig *kconfig, int64_t offset,
			 unsigned int size, struct reg *result)
{
	if (kconfig->version == offset && size == sizeof(uint32_t)) {
		reg_set_constant(result, version_number(walk->series));
	} else if (kconfig->cookie == offset && size == sizeof(bool)) {
		reg_set_constant(result, helper_last(walk->series) >= BPF_FUNC_get_attach_cookie);
	} else {
		walk->uncertain = true;
	}
}

/* What lies in a map that nobody changes is known at load time. */
static void load_region(struct walk *walk, const struct reg *reg, int offset, unsigned int size,
			struct reg *result)
{
	uint64_t value = 0;

	reg_set_unknown_scalar(result);
	if (reg->kind == REG_MAP_VALUE && reg->map->kconfig.given) {
		load_kconfig(walk, &reg->map->kconfig,
			     scalar_is_constant(&reg->var)
				     ? reg->offset + offset + (int64_t)reg->var.bits.value
				     : -1,
			     size, result);
	} else if (reg->kind == REG_BTF || reg->kind == REG_UNKNOWN || reg->kind == REG_MAP ||
		   reg_is_maybe_pointer(reg)) {
		reg_set_maybe_pointer(result);
	} else if (reg->kind == REG_MAP_VALUE && reg->map->frozen &&
		   scalar_is_constant(&reg->var) && !walk->options->any_frozen) {
		walk->verdict->read_frozen = true;
		/* As on a little-endian machine. */
		memcpy(&value, reg->map->frozen + reg->offset + offset + reg->var.bits.value, size);
		reg_set_constant(result, value);
	}
}

bool check_access(struct walk *walk, struct reg *reg, unsigned int number, int offset,
		  unsigned int size, enum access access, const struct reg *value,
		  struct reg *result)
{
	if (reg->kind == REG_STACK)
		return check_stack(walk, reg, number, offset, size, access, value, result);
	if (reg->kind == REG_CONTEXT && !(reg->flags & REG_MAYBE_NULL))
		return check_context(walk, reg, number, offset, size, access, value, result);
	if (!check_kind(walk, reg, number, offset, size, access))
		return false;
	if (access == ACCESS_READ && result)
		load_region(walk, reg, offset, size, result);
	return true;
}

bool check_region(struct walk *walk, struct reg *reg, unsigned int number, uint64_t size,
		  enum access access)
{
	if (reg->kind == REG_STACK)
		return stack_bounds(walk, reg, number, 0, size, access != ACCESS_READ, true) &&
		       stack_region(walk, reg, number, size, access);
	if (reg->kind == REG_CONTEXT)
		return undecided(walk, "a context as a call's memory");
	if (size == 0 && reg_is_null(reg))
		return true;
	if ((reg->kind == REG_SCALAR && !reg_is_maybe_pointer(reg)) ||
	    reg->flags & REG_MAYBE_NULL) {
		return refuse(walk, REASON_ARGUMENT_KIND, "R%u type=%s expected=fp", number,
			      reg_kind_word(walk->series, reg));
	}
	return check_kind(walk, reg, number, 0, size, access);
}

/* Before they had words for it, kernels asked for an access of no bytes: which none is inside. */
static bool check_no_bytes(struct walk *walk, const struct reg *reg, unsigned int number)
{
	switch (reg->kind) {
	case REG_STACK:
		return refuse(walk, REASON_ARGUMENT_SIZE, "invalid zero-sized read");
	case REG_PACKET:
	case REG_PACKET_META:
		return refuse(walk, REASON_ARGUMENT_SIZE, "R%u offset is outside of the packet",
			      number);
	case REG_MAP_VALUE:
	case REG_MEMORY:
		return refuse(walk, REASON_ARGUMENT_SIZE,
			      "R%u min value is outside of the allowed memory range", number);
	default:
		return true;
	}
}

bool check_region_sized(struct walk *walk, struct reg *reg, unsigned int number,
			const struct reg *size, unsigned int size_number, bool zero_allowed,
			enum access access)
{
	const struct scalar *bytes = &size->var;

	if (size->kind == REG_UNKNOWN)
		return undecided(walk, "a size that an unknown call gave");
	if (bytes->smin < 0)
		return refuse(walk, REASON_ARGUMENT_SIZE,
			      "R%u min value is negative, either use unsigned or 'var &= const'",
			      size_number);
	if (bytes->umin == 0 && !zero_allowed) {
		if (series_has(walk->series, RULE_ZERO_SIZE_WORDS))
			return refuse(walk, REASON_ARGUMENT_SIZE,
				      "R%u invalid zero-sized read: u64=[%lld,%lld]", size_number,
				      (long long)bytes->umin, (long long)bytes->umax);
		if (!check_no_bytes(walk, reg, number))
			return false;
	}
	if (bytes->umax >= LARGEST_SIZE)
		return refuse(
			walk, REASON_ARGUMENT_SIZE,
			"R%u unbounded memory access, use 'var &= const' or 'if (var < const)'",
			size_number);
	/* How many bytes are filled is not known. */
	if (access == ACCESS_FILL && !scalar_is_constant(bytes))
		access = ACCESS_WRITE;
	return check_region(walk, reg, number, bytes->umax, access) && path_demand(walk, size);
}
