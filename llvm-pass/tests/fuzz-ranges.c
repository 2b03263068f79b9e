// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * What runs the functions that fuzz-ranges writes: each many times, with numbers near those that it
 * compares with, until it returns or has gone through so many blocks. range_check() is called with
 * a number and what the pass says of it; one that is not so is printed, and the program ends
 * with 1.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define MOST_BLOCKS 300
#define MOST_FAULTS 5

struct subject {
	const char *name;
	uint64_t (*function)(uint64_t a, uint64_t b, uint32_t c);
	const uint64_t *numbers; /* that it knows */
	uint32_t number_count;
};

struct place {
	const char *what;
	uint64_t umin, umax;
	int64_t smin, smax;
};

extern const struct subject subjects[];
extern const uint32_t subject_count;
extern const struct place places[];

uint64_t input(void);
void tick(void);
void use(uint64_t number);
void leave(void);
void range_check(uint64_t unsigned_number, int64_t signed_number, uint32_t place);

static const struct subject *current;
static uint64_t state, checked;
static unsigned int blocks, faults;
static jmp_buf out;

static uint64_t draw(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state * UINT64_C(0x2545f4914f6cdd1d);
}

uint64_t input(void)
{
	uint64_t kind = draw() >> 33, number = draw();

	switch (kind % 8) {
	case 0:
		return number;
	case 1:
		return (UINT64_C(1) << (number % 64)) + (number >> 20) % 5 - 2;
	case 2:
		return number % 300;
	case 3:
		return number % 16 - 8;
	default:
		return current->numbers[number % current->number_count] + (number >> 20) % 5 - 2;
	}
}

void leave(void)
{
	longjmp(out, 1);
}

void tick(void)
{
	if (blocks++ == MOST_BLOCKS)
		leave();
}

void use(uint64_t number)
{
	(void)number;
}

void range_check(uint64_t unsigned_number, int64_t signed_number, uint32_t number)
{
	const struct place *place = &places[number];

	checked++;
	if (unsigned_number >= place->umin && unsigned_number <= place->umax &&
	    signed_number >= place->smin && signed_number <= place->smax)
		return;
	printf("%s: %s: is %" PRIu64 " (%" PRId64 "), not from %" PRIu64 " to %" PRIu64 ", %" PRId64
	       " to %" PRId64 "\n",
	       current->name, place->what, unsigned_number, signed_number, place->umin, place->umax,
	       place->smin, place->smax);
	if (++faults == MOST_FAULTS)
		exit(1);
}

/* A function that goes on for too long comes back here. */
static void run_once(void)
{
	blocks = 0;
	if (!setjmp(out))
		current->function(input(), input(), (uint32_t)input());
}

int main(int argc, char **argv)
{
	uint64_t runs = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;

	for (uint32_t i = 0; i < subject_count; i++) {
		current = &subjects[i];
		state = UINT64_C(0x9e3779b97f4a7c15) + i;
		for (uint64_t run = 0; run < runs; run++)
			run_once();
	}
	printf("%" PRIu64 " numbers checked\n", checked);
	return faults > 0;
}
