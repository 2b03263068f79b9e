// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Follows evidence down; see chain.h. */
#include "audit/report/chain.h"

#define MOST_LINKS 64

static const struct evidence *evidence_of(const struct answer *answer, enum chain_of of)
{
	switch (of) {
	case CHAIN_READS:
		return answer->reads.holds ? &answer->reads.by : NULL;
	case CHAIN_WRITES:
		return answer->writes.holds ? &answer->writes.by : NULL;
	case CHAIN_EARLY:
		return answer->early.holds ? &answer->early.by : NULL;
	case CHAIN_UNKNOWN:
		return answer->unknown.holds ? &answer->unknown.by : NULL;
	case CHAIN_BEYOND:
		return answer->beyond.holds ? &answer->beyond.by : NULL;
	case CHAIN_UNFILLED:
		return answer->fills != FILLS_ALL ? &answer->unfilled : NULL;
	}
	return NULL;
}

/* A line of inlined functions is as many places: the innermost is the instruction's. */
static void visit_place(const struct bridge_place *place, const char *reason,
			void (*visit)(void *context, const struct bridge_place *place,
				      const char *reason),
			void *context)
{
	struct bridge_place around;

	if (bridge_place_around(place, &around))
		visit_place(&around, NULL, visit, context);
	visit(context, place, reason);
}

void chain_visit(const struct answer *answer, enum chain_of of,
		 void (*visit)(void *context, const struct bridge_place *place, const char *reason),
		 void *context)
{
	for (unsigned int i = 0; answer && i < MOST_LINKS; i++) {
		const struct evidence *evidence = evidence_of(answer, of);
		struct bridge_place place;

		if (!evidence)
			return;
		if (evidence->at && bridge_place_of(evidence->at, &place))
			visit_place(&place, evidence->reason, visit, context);
		else if (bridge_place_of_function(answer->question.function, &place))
			visit(context, &place, evidence->reason);
		answer = evidence->below;
		if (of == CHAIN_EARLY && answer && !answer->early.holds)
			of = CHAIN_READS;
		/* What is called is not told the size. */
		if (of == CHAIN_BEYOND && answer && !answer->beyond.holds)
			of = answer->reads.holds ? CHAIN_READS : CHAIN_WRITES;
	}
}
