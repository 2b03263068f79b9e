// A number that is set on one way only and spilled where both have joined. Not used where it is not
// set, it becomes 0 there; used, it is told of, and stays. The walk tells whether verifiers mind.
//
// REQUIRES: llvm-22
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s --implicit-check-not=warning:
// RUN: %clang -c %s -o %t.none.o && cmp %t.o %t.none.o
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 \
// RUN:   | %filecheck %s --check-prefix=MEND --implicit-check-not=warning: --implicit-check-not=remark:
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -mllvm -bpfmend-walk=false -Werror -c %s -o %t.o 2>&1 | count 0
// RUN: %clang %plugin -DLITTLE -mllvm -bpfmend-mode=mend -Rpass=bpfmend -Werror -c %s -o %t.o 2>&1 | count 0
#include "bpf.h"

struct __sk_buff {
	u32 fields[19], data, data_end;
};

struct key {
	u32 from, to;
	u8 kind, seen;
	u16 pad;
};

struct {
	int (*type)[1];
	int (*max_entries)[8];
	struct key *key;
	u64 *value;
} counts SEC(".maps");

static long (*const store)(struct __sk_buff *, u32, const void *, u32, u64) = (void *)9;

#define SHORT (-134)
#define OTHER (-194)

static __attribute__((always_inline)) int find(u8 *packet, struct key *key, u32 *at)
{
	if (packet[0] == 0xee)
		return SHORT;
	if (packet[20] & 0x1f)
		return OTHER;
	key->kind = packet[23];
	*at = __builtin_bswap16(*(u16 *)(packet + 40));
	if (key->kind != 6 && key->kind != 17)
		return OTHER;
	return 0;
}

static __attribute__((always_inline)) int count(struct __sk_buff *skb, const int trust)
{
	u8 *packet = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct key key = {};
	_Bool known = 1;
	u32 at;
	int error;

	if (packet + 64 > end)
		return 7;
	error = find(packet, &key, &at);
	if (error == OTHER) {
		known = trust;
		goto look_up;
	}
	if (error < 0)
		return 8;
	if (key.kind == 17)
		key.seen |= 1;
look_up:;
#ifndef LITTLE
	u64 *first = map_lookup(&counts, &key);

	key.seen = 1;
	u64 *second = map_lookup(&counts, &key);

	if (second)
		*second += 1;
#endif
	if (known) {
		u16 port = 80;

		// CHECK-DAG: spilled.c:[[@LINE+4]]:17: warning: what is used here is undefined on a way that does not lead here, but LLVM moves it about where that way has joined: Linux 5.10 to 7.3 will say that its register is not "read_ok"; -mllvm -bpfmend-mode=mend puts a 0 there, and so does initialising the variable [-Wpass-failed=bpfmend-undef-use]
		// CHECK-DAG: spilled.c:[[@LINE+3]]:3: warning: this uses a number that is undefined on one way that leads here, since nothing was stored in the variable: Linux 5.10 to 7.3 will say that its register is not "read_ok"; it cannot be mended: a number would be made up where the program uses one [-Wpass-failed=bpfmend-undef-use]
		// MEND-DAG: spilled.c:[[@LINE+2]]:17: remark: put a 0 where it is undefined: what is used here
		// MEND-DAG: spilled.c:[[@LINE+1]]:3: warning: this uses a number that is undefined
		store(skb, at + 2, &port, sizeof(port), 0);
	}
#ifndef LITTLE
	if (first)
		*first += 1;
#endif
	return 0;
}

SEC("tc")
int spilled(struct __sk_buff *skb)
{
	return count(skb, 0);
}

#ifndef LITTLE
SEC("tc")
int used(struct __sk_buff *skb)
{
	return count(skb, 1);
}
#endif
