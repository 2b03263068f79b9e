// Five copies beside two buffers fill the stack but for what is kept for registers: they are made with
// a few registers at once, or more would be spilled than there is room for. A sixth has no room left.
//
// RUN: %clang %plugin -Wno-pass-failed -c -o %t.plain %s
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Wno-pass-failed -c -o %t.mended %s
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -c -o %t.mended %s -DSIXTH 2>&1 | %filecheck %s
// CHECK-COUNT-1: cannot be mended: a copy may not fit on the stack
// CHECK-NOT: error

#define SEC(name) __attribute__((section(name), used))

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long u64;

struct dynptr {
	u64 opaque[2];
};

struct {
	int (*type)[1];
	u32 *max_entries;
	u8 (*key)[4];
	u8 (*value)[16];
} kept SEC(".maps");

extern int bpf_dynptr_from_xdp(void *xdp, u64 flags, struct dynptr *ptr) SEC(".ksyms");
extern void *bpf_dynptr_slice(const struct dynptr *ptr, u32 offset, void *buffer, u32 size) SEC(".ksyms");
static void *(*const lookup)(void *map, const void *key) = (void *)1;
static long (*const update)(void *map, const void *key, const void *value, u64 flags) = (void *)2;
static long (*const generate4)(void *ip, void *tcp, u32 length) = (void *)204;
u32 start;

SEC("xdp")
int copies(void *ctx)
{
	u8 room1[60], room2[60], *ip, *tcp;
	struct dynptr packet;
	u64 *count, sum;
	u32 length;

	if (bpf_dynptr_from_xdp(ctx, 0, &packet))
		return 1;
	ip = bpf_dynptr_slice(&packet, 14, room1, 40);
	tcp = bpf_dynptr_slice(&packet, start & 31, room2, 60);
	if (!ip || !tcp)
		return 2;
	length = (tcp[12] >> 4) * 4;
	if (length < 20 || length > 60)
		return 3;
	sum = generate4(ip, tcp, length);
	count = lookup(&kept, ip);
	if (count)
		sum += *count;
	update(&kept, ip, tcp, 0);
#ifdef SIXTH
	sum += generate4(ip, tcp, length);
#endif
	return sum;
}
