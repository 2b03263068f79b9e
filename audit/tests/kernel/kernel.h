/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the parts of the kernel of the tests share: the types that the auditor looks for by name,
 * and HELPER(), a helper with four prototypes: its memory declared read-only, written, neither, and
 * to be filled. And what several of them copy from and to.
 */
#ifndef BPFMEND_AUDIT_TESTS_KERNEL_H
#define BPFMEND_AUDIT_TESTS_KERNEL_H

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

struct two {
	u64 a, b;
};

#endif
