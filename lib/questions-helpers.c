// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Questions about helpers whose prototypes do not say what they do, on some kernel: one for each
 * argument that kernel/contracts knows of. The form is the helper's name; where there is more to
 * say, the program's kind before it, or the argument's number behind it.
 */
#include "lib/question.h"

/*
 * The frame: a buffer of 64 bytes, below it nothing; above it a slot for results, and two for what
 * helpers are given besides.
 */
enum { BUFFER = -88, BUFFER_SIZE = 64, RESULT = -24, OBJECT = -16 };

#define BUFFER_IS_0                                                           \
	SET(1, 0), STORE(DW, 10, BUFFER, 1), STORE(DW, 10, BUFFER + 8, 1),    \
		STORE(DW, 10, BUFFER + 16, 1), STORE(DW, 10, BUFFER + 24, 1), \
		STORE(DW, 10, BUFFER + 32, 1), STORE(DW, 10, BUFFER + 40, 1), \
		STORE(DW, 10, BUFFER + 48, 1), STORE(DW, 10, BUFFER + 56, 1)

#define ADDRESS(to, place) MOVE(to, 10), ALU_BY(ADD, to, place)

/* The calls, whose context is in R6. */
#define D_PATH LOAD(DW, 1, 6, 0), ADDRESS(2, BUFFER), SET(3, BUFFER_SIZE), CALL(d_path)
#define GET_STACK MOVE(1, 6), ADDRESS(2, BUFFER), SET(3, BUFFER_SIZE), SET(4, 0), CALL(get_stack)
#define READ_BRANCH_RECORDS \
	MOVE(1, 6), ADDRESS(2, BUFFER), SET(3, 48), SET(4, 0), CALL(read_branch_records)
#define FIB_LOOKUP MOVE(1, 6), ADDRESS(2, BUFFER), SET(3, BUFFER_SIZE), SET(4, 0), CALL(fib_lookup)
#define SYS_BPF SET(1, 0), ADDRESS(2, BUFFER), SET(3, BUFFER_SIZE), CALL(sys_bpf)
#define SYSCTL_GET_NAME \
	MOVE(1, 6), ADDRESS(2, BUFFER), SET(3, BUFFER_SIZE), SET(4, 0), CALL(sysctl_get_name)
#define SNPRINTF                                                                               \
	ADDRESS(1, BUFFER), SET(2, BUFFER_SIZE), MAP_VALUE(3, MAP_TEXT), SET(4, 0), SET(5, 0), \
		CALL(snprintf)
/* A struct btf_ptr has 16 bytes. */
#define SNPRINTF_BTF                                                                           \
	SET(1, 0), STORE(DW, 10, OBJECT, 1), STORE(DW, 10, OBJECT + 8, 1), ADDRESS(1, BUFFER), \
		SET(2, BUFFER_SIZE), ADDRESS(3, OBJECT), SET(4, 16), SET(5, 0), CALL(snprintf_btf)
#define TO_NUMBER(helper)                                                              \
	SET(1, 0), STORE(DW, 10, OBJECT, 1), ADDRESS(1, OBJECT), SET(2, 8), SET(3, 0), \
		ADDRESS(4, RESULT), CALL(helper)

/* Whether the verifier believes that the buffer is still 0. The control read it before. */
#define WRITES(form, text, kind, call)                                                        \
	{                                                                                     \
		BELIEVED("helper-write", form, text " is taken for one that does not write"), \
		kind,                                                                         \
		CODE(MOVE(6, 1), BUFFER_IS_0, LOAD(DW, 8, 10, BUFFER), call, MUST_BE_0(8)),   \
		CODE(MOVE(6, 1), BUFFER_IS_0, call, LOAD(DW, 1, 10, BUFFER), MUST_BE_0(1)),   \
	}

/* Whether what is only filled must be initialised. */
#define FILLS(form, kind, first, call)                                                     \
	{                                                                                  \
		REFUSED("helper-uninit", form,                                             \
			form "() is not given what it fills, if that is not initialised"), \
		kind,                                                                      \
		CODE(MOVE(6, 1), first, call, RETURN(0)),                                  \
		CODE(MOVE(6, 1), call, RETURN(0)),                                         \
	}

/*
 * R7: memory that may only be read, as bpf_dynptr_slice() returns it of a map's value; R8: the
 * buffer. Both have 64 bytes.
 */
#define SLICE                                                                             \
	MOVE(6, 1), BUFFER_IS_0, MAP_VALUE(1, MAP_ARRAY), SET(2, 128), SET(3, 0),         \
		ADDRESS(4, OBJECT), CALL(dynptr_from_mem), ADDRESS(1, OBJECT), SET(2, 0), \
		ADDRESS(3, BUFFER), SET(4, BUFFER_SIZE), CALL_KFUNC(KFUNC_DYNPTR_SLICE),  \
		REQUIRE_NOT_0(0), MOVE(7, 0), ADDRESS(8, BUFFER)
#define REQUIRE_NOT_0(register) JUMP_BY(JNE, register, 0, 2), RETURN(0)

/* Whether it may not be given R7. CALLED is a macro of the register that it is given. */
#define READS(form, text, kind, called)                                                     \
	{                                                                                   \
		REFUSED("helper-rdonly", form, text " is not given what may only be read"), \
		kind,                                                                       \
		CODE(SLICE, LOAD(B, 9, 7, 0), called(8), RETURN(0)),                        \
		CODE(SLICE, LOAD(B, 9, 7, 0), called(7), RETURN(0)),                        \
	}

#define GENERATE_4_IP(from) MOVE(1, from), MOVE(2, 8), SET(3, 20), CALL(tcp_raw_gen_syncookie_ipv4)
#define GENERATE_4_TCP(from) MOVE(1, 8), MOVE(2, from), SET(3, 20), CALL(tcp_raw_gen_syncookie_ipv4)
#define GENERATE_6_IP(from) MOVE(1, from), MOVE(2, 8), SET(3, 20), CALL(tcp_raw_gen_syncookie_ipv6)
#define GENERATE_6_TCP(from) MOVE(1, 8), MOVE(2, from), SET(3, 20), CALL(tcp_raw_gen_syncookie_ipv6)
#define CHECK_4_IP(from) MOVE(1, from), MOVE(2, 8), CALL(tcp_raw_check_syncookie_ipv4)
#define CHECK_4_TCP(from) MOVE(1, 8), MOVE(2, from), CALL(tcp_raw_check_syncookie_ipv4)
#define CHECK_6_IP(from) MOVE(1, from), MOVE(2, 8), CALL(tcp_raw_check_syncookie_ipv6)
#define CHECK_6_TCP(from) MOVE(1, 8), MOVE(2, from), CALL(tcp_raw_check_syncookie_ipv6)
#define KALLSYMS(from) \
	MOVE(1, from), SET(2, 16), SET(3, 0), ADDRESS(4, RESULT), CALL(kallsyms_lookup_name)
#define XDP_STORE(from) MOVE(1, 6), SET(2, 0), MOVE(3, from), SET(4, 16), CALL(xdp_store_bytes)
#define LOOK_UP(from) MAP(1, MAP_HASH), MOVE(2, from), CALL(map_lookup_elem)
#define UPDATE(from) MAP(1, MAP_HASH), MOVE(2, 8), MOVE(3, from), SET(4, 0), CALL(map_update_elem)

const struct question bpfmend_questions_helpers[] = {
	WRITES("bpf_d_path", "bpf_d_path()", PROGRAM_PATH, D_PATH),
	WRITES("bpf_snprintf", "bpf_snprintf()", PROGRAM_RAW_TRACEPOINT, SNPRINTF),
	WRITES("bpf_snprintf_btf", "bpf_snprintf_btf()", PROGRAM_RAW_TRACEPOINT, SNPRINTF_BTF),
	WRITES("bpf_read_branch_records", "bpf_read_branch_records()", PROGRAM_PERF_EVENT,
	       READ_BRANCH_RECORDS),
	WRITES("bpf_get_stack", "bpf_get_stack() of raw tracepoints", PROGRAM_RAW_TRACEPOINT,
	       GET_STACK),
	WRITES("xdp/bpf_fib_lookup", "bpf_fib_lookup() of XDP", PROGRAM_XDP, FIB_LOOKUP),
	WRITES("tc/bpf_fib_lookup", "bpf_fib_lookup() of tc", PROGRAM_TC, FIB_LOOKUP),
	WRITES("bpf_sys_bpf", "bpf_sys_bpf()", PROGRAM_SYSCALL, SYS_BPF),
	FILLS("bpf_d_path", PROGRAM_PATH, BUFFER_IS_0, D_PATH),
	FILLS("bpf_snprintf", PROGRAM_RAW_TRACEPOINT, BUFFER_IS_0, SNPRINTF),
	FILLS("bpf_snprintf_btf", PROGRAM_RAW_TRACEPOINT, BUFFER_IS_0, SNPRINTF_BTF),
	FILLS("bpf_read_branch_records", PROGRAM_PERF_EVENT, BUFFER_IS_0, READ_BRANCH_RECORDS),
	FILLS("bpf_get_stack", PROGRAM_RAW_TRACEPOINT, BUFFER_IS_0, GET_STACK),
	FILLS("bpf_sysctl_get_name", PROGRAM_SYSCTL, BUFFER_IS_0, SYSCTL_GET_NAME),
	FILLS("bpf_strtol", PROGRAM_SYSCTL, STORE_NUMBER(DW, 10, RESULT, 0), TO_NUMBER(strtol)),
	FILLS("bpf_strtoul", PROGRAM_SYSCTL, STORE_NUMBER(DW, 10, RESULT, 0), TO_NUMBER(strtoul)),
	READS("bpf_tcp_raw_gen_syncookie_ipv4:1", "bpf_tcp_raw_gen_syncookie_ipv4()", PROGRAM_XDP,
	      GENERATE_4_IP),
	READS("bpf_tcp_raw_gen_syncookie_ipv4:2", "bpf_tcp_raw_gen_syncookie_ipv4()", PROGRAM_XDP,
	      GENERATE_4_TCP),
	READS("bpf_tcp_raw_gen_syncookie_ipv6:1", "bpf_tcp_raw_gen_syncookie_ipv6()", PROGRAM_XDP,
	      GENERATE_6_IP),
	READS("bpf_tcp_raw_gen_syncookie_ipv6:2", "bpf_tcp_raw_gen_syncookie_ipv6()", PROGRAM_XDP,
	      GENERATE_6_TCP),
	READS("bpf_tcp_raw_check_syncookie_ipv4:1", "bpf_tcp_raw_check_syncookie_ipv4()",
	      PROGRAM_XDP, CHECK_4_IP),
	READS("bpf_tcp_raw_check_syncookie_ipv4:2", "bpf_tcp_raw_check_syncookie_ipv4()",
	      PROGRAM_XDP, CHECK_4_TCP),
	READS("bpf_tcp_raw_check_syncookie_ipv6:1", "bpf_tcp_raw_check_syncookie_ipv6()",
	      PROGRAM_XDP, CHECK_6_IP),
	READS("bpf_tcp_raw_check_syncookie_ipv6:2", "bpf_tcp_raw_check_syncookie_ipv6()",
	      PROGRAM_XDP, CHECK_6_TCP),
	READS("bpf_kallsyms_lookup_name", "bpf_kallsyms_lookup_name()", PROGRAM_SYSCALL, KALLSYMS),
	READS("bpf_xdp_store_bytes", "bpf_xdp_store_bytes()", PROGRAM_XDP, XDP_STORE),
	READS("map-key", "a helper that takes a map's key", PROGRAM_TC, LOOK_UP),
	READS("map-value", "a helper that takes a map's value", PROGRAM_TC, UPDATE),
};

const size_t bpfmend_questions_helpers_count =
	sizeof(bpfmend_questions_helpers) / sizeof(*bpfmend_questions_helpers);
