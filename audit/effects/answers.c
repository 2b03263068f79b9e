// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Finds answers and keeps them; see answers.h. */
#include "audit/effects/answers.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/effects/trace.h"
#include "lab/interrupt.h"
#include "llvm-pass/support/array.h"

/*
 * Calls within calls, questions in all, and functions that are looked at for one argument of one
 * helper; beyond them it is unknown. A message that is sent goes through all of the network.
 */
#define MOST_DEPTH 60
#define MOST_ANSWERS 200000
#define MOST_LOOKED 600
/* How often a function that calls itself is looked at. */
#define ROUNDS 3
#define FIRST_BUCKETS 1024

int answers_open(struct answers *answers, const struct program *program)
{
	*answers = (struct answers){ .program = program, .bucket_count = FIRST_BUCKETS };
	answers->buckets = calloc(FIRST_BUCKETS, sizeof(struct answer *));
	return answers->buckets ? 0 : -ENOMEM;
}

const char *answers_text(struct answers *answers, const char *format, ...)
{
	char text[256];
	va_list arguments;
	size_t place, length;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	length = strlen(text);
	place = names_next(&answers->texts, text, length, NAMES_NONE);
	if (place == NAMES_NONE) {
		if (names_add(&answers->texts, text, length, 0)) {
			answers->error = -ENOMEM;
			return "";
		}
		place = answers->texts.count - 1;
	}
	return answers->texts.items[place].text;
}

void span_join(struct span *span, struct span more)
{
	if (more.first < span->first)
		span->first = more.first;
	if (more.end > span->end)
		span->end = more.end;
}

struct span span_of(struct offsets offset, uint64_t length)
{
	struct span span = { offset.first, INT64_MAX };

	if (offsets_are_unknown(offset))
		span.first = INT64_MIN;
	else if (length && length < INT32_MAX)
		span.end = offset.last > INT64_MAX - (int64_t)length
				   ? INT64_MAX
				   : offset.last + (int64_t)length;
	return span;
}

struct span span_moved(struct span span, struct offsets offset)
{
	struct span moved = { INT64_MIN, INT64_MAX };

	if (span.first != INT64_MIN && offset.first != INT64_MIN)
		moved.first = span.first + offset.first;
	if (span.end != INT64_MAX && offset.last != INT64_MAX)
		moved.end = span.end + offset.last;
	return moved;
}

static void hold(struct effect *effect, struct span span, struct evidence by)
{
	if (!effect->holds)
		*effect = (struct effect){ true, span, by };
	else
		span_join(&effect->span, span);
}

/* An effect of a called function is one of this function. */
static void hold_below(struct effect *effect, const struct effect *below, const struct event *event)
{
	if (below->holds)
		hold(effect, span_moved(below->span, event->offset),
		     (struct evidence){ event->at, event->answer, NULL });
}

static void sum_up(struct trace *trace)
{
	struct answer *answer = trace->answer;

	for (size_t i = 0; i < trace->event_count; i++) {
		const struct event *event = &trace->events[i];
		struct span span = span_of(event->offset, event->length);
		struct evidence by = { event->at, NULL, event->reason };

		switch (event->kind) {
		case EVENT_READ:
			hold(&answer->reads, span, by);
			break;
		case EVENT_WRITE:
			hold(&answer->writes, span, by);
			break;
		case EVENT_UNKNOWN:
			hold(&answer->unknown, (struct span){ INT64_MIN, INT64_MAX }, by);
			break;
		case EVENT_CALL:
			hold_below(&answer->reads, &event->answer->reads, event);
			hold_below(&answer->writes, &event->answer->writes, event);
			hold_below(&answer->unknown, &event->answer->unknown, event);
			break;
		}
	}
}

static void add_output(struct trace *trace, struct output output)
{
	struct answer *answer = trace->answer;
	struct output *outputs;

	for (size_t i = 0; i < answer->output_count; i++) {
		struct output *one = &answer->outputs[i];

		if (one->returned != output.returned || one->parameter != output.parameter ||
		    one->at != output.at || one->level != output.level)
			continue;
		one->offset = offsets_join(one->offset, output.offset);
		return;
	}
	outputs = array_grow(answer->outputs, answer->output_count, sizeof(*outputs));
	if (!outputs) {
		trace->answers->error = -ENOMEM;
		return;
	}
	answer->outputs = outputs;
	outputs[answer->output_count++] = output;
}

/* What the function hands on of the addresses it was given. */
static void find_outputs(struct trace *trace)
{
	for (size_t i = 0; i < trace->fact_count; i++) {
		const struct fact *fact = &trace->facts[i];
		LLVMUseRef use = LLVMGetFirstUse(fact->value);

		for (; use && trace->objects[fact->object].kind == OBJECT_CHAIN;
		     use = LLVMGetNextUse(use))
			if (LLVMIsAReturnInst(LLVMGetUser(use)))
				add_output(trace,
					   (struct output){
						   .returned = true,
						   .level = trace->objects[fact->object].level,
						   .offset = fact->offset });
	}
	for (size_t i = 0; i < trace->object_count; i++) {
		const struct object *object = &trace->objects[i];
		uint64_t parameter = object->kind == OBJECT_PARAMETER ? object->parameter
								      : trace->question->argument;

		if (object->kind == OBJECT_LOCAL || (object->kind == OBJECT_CHAIN && object->level))
			continue;
		for (size_t k = object->contents; k != NONE; k = trace->contents[k].next) {
			const struct content *content = &trace->contents[k];
			const struct object *to = &trace->objects[content->object];

			if (to->kind != OBJECT_CHAIN || !offsets_are_fixed(content->at))
				continue;
			/* The path of the question itself is no news. */
			if (object->kind == OBJECT_CHAIN && to->level == 1 &&
			    content->at.first == trace->question->path.offsets[0] &&
			    offsets_equal(content->offset, offsets_fixed(0)))
				continue;
			add_output(trace, (struct output){ .parameter = parameter,
							   .at = content->at.first,
							   .level = to->level,
							   .offset = content->offset });
		}
	}
}

static void trace_free(struct trace *trace)
{
	constants_free(&trace->constants);
	free(trace->objects);
	free(trace->contents);
	free(trace->facts);
	free(trace->queue);
	free(trace->events);
	free(trace->calls);
	value_map_free(&trace->values);
	value_map_free(&trace->event_of);
	value_map_free(&trace->call_seen);
}

static void look(struct answers *answers, struct answer *answer)
{
	struct trace trace = { .answers = answers,
			       .question = &answer->question,
			       .answer = answer,
			       .layout = program_layout(answer->question.function) };

	if (constants_find(&trace.constants, trace.question))
		answers->error = -ENOMEM;
	if (!answers->error)
		facts_find(&trace);
	if (!answers->error) {
		events_find(&trace);
		calls_ask(&trace, true);
	}
	if (!answers->error) {
		sum_up(&trace);
		find_outputs(&trace);
		least_find(&trace);
		filled_find(&trace);
	}
	trace_free(&trace);
}

/* What a function that calls itself was taken to do is less than what came out. */
static bool grew(const struct answer *before, const struct answer *after)
{
	return before->reads.holds != after->reads.holds ||
	       before->writes.holds != after->writes.holds ||
	       before->unknown.holds != after->unknown.holds ||
	       before->output_count != after->output_count;
}

/* Why no more functions are looked at; NULL as long as some are. */
static const char *too_many(const struct answers *answers)
{
	if (answers->depth > MOST_DEPTH)
		return "too many calls within calls";
	if (answers->looked >= MOST_LOOKED)
		return "it goes through more functions than are followed";
	return answers->count > MOST_ANSWERS ? "too many functions" : NULL;
}

static void find(struct answers *answers, struct answer *answer)
{
	size_t missing = answers->missing.count, tables = answers->tables.count;

	answer->open = true;
	answers->depth++;
	for (unsigned int round = 0; round < ROUNDS && !answers->error; round++) {
		struct answer before = *answer;

		answer->provisional = false;
		answers->looked++;
		look(answers, answer);
		if (!answer->provisional || !grew(&before, answer) || too_many(answers))
			break;
		/* What rested on the answer as it was is found again. */
		answers->epoch++;
	}
	answers->depth--;
	answer->open = false;
	answer->epoch = answers->epoch;
	if (answers->depth)
		return;
	answer->provisional = false;
	/* With more files in hand it would only be given up later. */
	if (answers->looked >= MOST_LOOKED) {
		names_cut(&answers->missing, missing);
		names_cut(&answers->tables, tables);
	}
}

static size_t bucket_of(const struct answers *answers, const struct question *question)
{
	uint64_t words[sizeof(*question) / sizeof(uint64_t)], hash = 0;

	memcpy(words, question, sizeof(*question));
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		hash = (hash ^ words[i] ^ hash >> 29) * UINT64_C(0x9e3779b97f4a7c15);
	return (size_t)(hash >> 32) & (answers->bucket_count - 1);
}

static int grow(struct answers *answers)
{
	struct answers more = { .bucket_count = answers->bucket_count * 2 };

	more.buckets = calloc(more.bucket_count, sizeof(struct answer *));
	if (!more.buckets)
		return -ENOMEM;
	for (size_t i = 0; i < answers->bucket_count; i++)
		while (answers->buckets[i]) {
			struct answer *answer = answers->buckets[i];
			size_t bucket = bucket_of(&more, &answer->question);

			answers->buckets[i] = answer->next;
			answer->next = more.buckets[bucket];
			more.buckets[bucket] = answer;
		}
	free(answers->buckets);
	answers->buckets = more.buckets;
	answers->bucket_count = more.bucket_count;
	return 0;
}

static struct answer *add_answer(struct answers *answers, const struct question *question)
{
	struct answer *answer = calloc(1, sizeof(*answer));
	size_t bucket;

	if (!answer || (answers->count == answers->bucket_count && grow(answers))) {
		free(answer);
		answers->error = -ENOMEM;
		return NULL;
	}
	bucket = bucket_of(answers, question);
	answer->question = *question;
	answer->fills = FILLS_UNKNOWN;
	answer->next = answers->buckets[bucket];
	answers->buckets[bucket] = answer;
	answers->count++;
	return answer;
}

const struct answer *answers_find(struct answers *answers, const struct question *question)
{
	struct answer *answer = answers->buckets[bucket_of(answers, question)];

	if (!answers->error && interrupt_pending())
		answers->error = -EINTR;
	if (answers->error)
		return NULL;
	if (!answers->depth) {
		/* What was given up for want of functions is found again, for another argument. */
		answers->epoch += answers->looked >= MOST_LOOKED;
		answers->looked = 0;
	}
	while (answer && memcmp(&answer->question, question, sizeof(*question)))
		answer = answer->next;
	if (answer && (answer->open || !answer->provisional || answer->epoch == answers->epoch))
		return answer;
	if (!answer)
		answer = add_answer(answers, question);
	if (!answer)
		return NULL;
	if (too_many(answers)) {
		answer->unknown.holds = true;
		answer->unknown.by.reason = too_many(answers);
		answer->provisional = true;
		answer->epoch = answers->epoch;
		return answer;
	}
	/* Given up before. */
	if (!answer->unknown.by.at)
		answer->unknown = (struct effect){ 0 };
	find(answers, answer);
	return answers->error ? NULL : answer;
}

void answers_close(struct answers *answers)
{
	for (size_t i = 0; i < answers->bucket_count; i++)
		while (answers->buckets[i]) {
			struct answer *next = answers->buckets[i]->next;

			free(answers->buckets[i]->outputs);
			free(answers->buckets[i]);
			answers->buckets[i] = next;
		}
	free(answers->buckets);
	names_free(&answers->missing);
	names_free(&answers->tables);
	names_free(&answers->texts);
	*answers = (struct answers){ 0 };
}
