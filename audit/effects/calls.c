// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Asks what each call does with the addresses that it is given: for each function that may be
 * called and each way in which the memory asked about is found from an argument. See trace.h.
 */
#include <string.h>

#include "audit/effects/externals.h"
#include "audit/effects/trace.h"
#include "audit/ir/fields.h"

/* More functions than that in one field are no answer. */
#define MOST_TARGETS 64

/* How the memory is found from an argument of a call. */
struct route {
	struct path path;
	size_t objects[PATH_DEPTH + 1];
	struct offsets bases[PATH_DEPTH + 1];
};

/* A call being asked about, and one of its arguments. */
struct asking {
	struct trace *trace;
	LLVMValueRef call;
	LLVMValueRef target; /* the function, or NULL for none that is known */
	unsigned int argument;
	bool alternative;
	bool with_events;
	const char *reason; /* if there is no target */
};

static void say_unknown(const struct asking *asking, const char *reason)
{
	if (asking->with_events)
		event_add(asking->trace, (struct event){ .at = asking->call,
							 .kind = EVENT_UNKNOWN,
							 .reason = reason,
							 .next = NONE });
}

static void add_binding(struct asking *asking, struct question *question, unsigned int parameter)
{
	struct constants *constants = &asking->trace->constants;
	LLVMValueRef value = LLVMGetOperand(asking->call, parameter);
	struct binding binding = { .parameter = parameter };
	struct choices choices;

	if (question->binding_count == BINDINGS || parameter == question->argument)
		return;
	binding.function = constants_function(constants, value);
	if (!binding.function && constants_value(constants, value, &binding.values[0])) {
		binding.count = 1;
	} else if (!binding.function) {
		constants_choices(constants, value, LLVMGetInstructionParent(asking->call),
				  &choices);
		if (choices.any || !choices.count)
			return;
		binding.count = choices.count;
		memcpy(binding.values, choices.values, sizeof(binding.values));
	}
	question->bindings[question->binding_count++] = binding;
}

/* Which argument of the call says how many bytes there are, and what it says. */
static LLVMValueRef find_size(struct asking *asking, const struct route *route,
			      struct question *question, unsigned int parameters)
{
	struct trace *trace = asking->trace;
	uint64_t depth = route->path.depth;
	bool whole = offsets_equal(route->bases[depth], offsets_fixed(0));

	for (unsigned int i = 0; i < parameters && whole; i++)
		if (i != asking->argument && is_size(trace, LLVMGetOperand(asking->call, i))) {
			question->size_kind = SIZE_IS_PARAMETER;
			question->size = i;
			return LLVMGetOperand(asking->call, i);
		}
	if (whole && trace->question->size_kind == SIZE_IS_VALUE) {
		question->size_kind = SIZE_IS_VALUE;
		return NULL;
	}
	if (whole && trace->question->size_kind == SIZE_IS_CONSTANT) {
		question->size_kind = SIZE_IS_CONSTANT;
		question->size = trace->question->size;
		return NULL;
	}
	for (unsigned int i = asking->argument + 1; i < parameters && i < asking->argument + 3;
	     i++) {
		LLVMTypeRef type = LLVMTypeOf(LLVMGetOperand(asking->call, i));

		if (LLVMGetTypeKind(type) != LLVMIntegerTypeKind || LLVMGetIntTypeWidth(type) < 32)
			continue;
		question->size_kind = SIZE_IS_PARAMETER;
		question->size = i;
		return LLVMGetOperand(asking->call, i);
	}
	return NULL;
}

static void hear_outputs(struct asking *asking, const struct route *route,
			 const struct answer *answer)
{
	for (size_t i = 0; i < answer->output_count; i++) {
		const struct output *output = &answer->outputs[i];
		size_t object = route->objects[output->level];
		struct offsets offset = offsets_add(route->bases[output->level], output->offset);

		if (output->returned)
			fact_add(asking->trace, asking->call, object, offset);
		else
			fact_stored(asking->trace, asking->call,
				    LLVMGetOperand(asking->call, (unsigned int)output->parameter),
				    output->at, object, offset);
	}
}

static void ask(struct asking *asking, const struct route *route)
{
	struct trace *trace = asking->trace;
	unsigned int parameters = LLVMCountParams(asking->target);
	struct question question;
	struct event event = { .at = asking->call, .kind = EVENT_CALL, .next = NONE };
	uint64_t number;

	memset(&question, 0, sizeof(question));
	question.function = asking->target;
	question.argument = asking->argument;
	question.path = route->path;
	event.size_value = find_size(asking, route, &question, parameters);
	for (unsigned int i = 0; i < parameters; i++)
		add_binding(asking, &question, i);
	if (question.size_kind == SIZE_IS_PARAMETER &&
	    constants_value(&trace->constants, event.size_value, &number)) {
		question.size_kind = SIZE_IS_CONSTANT;
		question.size = number;
		event.length = number;
	} else if (question.size_kind == SIZE_IS_CONSTANT) {
		event.length = question.size;
	}
	event.answer = answers_find(trace->answers, &question);
	if (!event.answer)
		return;
	if (event.answer->provisional || event.answer->open)
		trace->answer->provisional = true;
	hear_outputs(asking, route, event.answer);
	event.offset = route->bases[route->path.depth];
	event.alternative = asking->alternative;
	if (asking->with_events)
		event_add(trace, event);
}

/* A function without a body gets the memory itself, or what holds its address. */
static void ask_nobody(struct asking *asking)
{
	struct answers *answers = asking->trace->answers;
	size_t length;
	const char *name;

	if (!asking->target) {
		say_unknown(asking, asking->reason);
		return;
	}
	name = LLVMGetValueName2(asking->target, &length);
	if (names_get(&answers->missing, name) == NAMES_NONE &&
	    names_add(&answers->missing, name, length, 0))
		answers->error = -1;
	say_unknown(asking, answers_text(answers, "%s() has no code that was read", name));
}

/* Follows contents from an object on to the memory asked about, and asks for each way. */
static void expand(struct asking *asking, struct route *route, size_t object, struct offsets offset)
{
	struct trace *trace = asking->trace;
	uint64_t depth = route->path.depth;

	route->objects[depth] = object;
	route->bases[depth] = offset;
	if (object_is_asked(trace, object)) {
		if (asking->target && !LLVMIsDeclaration(asking->target))
			ask(asking, route);
		else
			ask_nobody(asking);
		return;
	}
	for (size_t i = trace->objects[object].contents; i != NONE;) {
		struct content content = trace->contents[i];

		i = content.next;
		if (depth == PATH_DEPTH || !offsets_are_fixed(content.at) ||
		    !offsets_are_fixed(offset)) {
			say_unknown(asking, "its address is one of several in a variable");
			continue;
		}
		route->path.offsets[depth] = content.at.first - offset.first;
		route->path.depth = depth + 1;
		expand(asking, route, content.object, content.offset);
		route->path.depth = depth;
		route->path.offsets[depth] = 0;
	}
}

/* An argument behind "...". */
static void ask_variadic(struct asking *asking, const struct fact *fact)
{
	struct trace *trace = asking->trace;

	if (!variadic_prints(trace->answers->program, asking->target))
		say_unknown(asking, "it is one of the arguments behind \"...\"");
	else if (asking->with_events && object_is_asked(trace, fact->object))
		event_add(trace, (struct event){ .at = asking->call,
						 .kind = EVENT_READ,
						 .offset = fact->offset,
						 .reason = "is printed, or its address is",
						 .next = NONE });
}

static void ask_target(struct trace *trace, LLVMValueRef call, LLVMValueRef target,
		       bool alternative, bool with_events, const char *reason)
{
	LLVMValueRef body = target ? program_definition(trace->answers->program, target) : NULL;
	unsigned int count = LLVMGetNumArgOperands(call);
	struct asking asking = { .trace = trace,
				 .call = call,
				 .target = body ? body : target,
				 .alternative = alternative,
				 .with_events = with_events,
				 .reason = reason };

	for (unsigned int i = 0; i < count; i++) {
		size_t fact = facts_of(trace, LLVMGetOperand(call, i));

		asking.argument = i;
		for (; fact != NONE && !trace->answers->error;) {
			struct route route;
			size_t next = trace->facts[fact].next;

			memset(&route, 0, sizeof(route));
			if (body && i >= LLVMCountParams(body))
				ask_variadic(&asking, &trace->facts[fact]);
			else
				expand(&asking, &route, trace->facts[fact].object,
				       trace->facts[fact].offset);
			fact = next;
		}
	}
}

/* The functions of a field with as many parameters as the call has arguments. */
static void ask_field(struct trace *trace, LLVMValueRef call, const struct field *field,
		      bool with_events)
{
	struct answers *answers = trace->answers;
	unsigned int asked = 0;
	char text[FIELD_TEXT];
	size_t place = NAMES_NONE;
	LLVMValueRef function;

	memcpy(text, field->name, field->length < FIELD_TEXT ? field->length : FIELD_TEXT - 1);
	text[field->length < FIELD_TEXT ? field->length : FIELD_TEXT - 1] = '\0';
	if (names_get(&answers->tables, text) == NAMES_NONE &&
	    names_add(&answers->tables, text, strlen(text), 0))
		answers->error = -1;
	while ((function = field_function(answers->program, field, &place))) {
		size_t length;

		if (LLVMCountParams(function) != LLVMGetNumArgOperands(call) ||
		    externals_unreached(LLVMGetValueName2(function, &length)))
			continue;
		if (++asked > MOST_TARGETS)
			break;
		ask_target(trace, call, function, true, with_events, NULL);
	}
	if (!asked || asked > MOST_TARGETS)
		ask_target(trace, call, NULL, false, with_events,
			   answers_text(answers,
					asked ? "too many functions may be called through struct %s"
					      : "no function is known for a field of struct %s",
					text));
}

static void ask_choice(struct trace *trace, LLVMValueRef call, LLVMValueRef called,
		       bool with_events, unsigned int depth)
{
	LLVMValueRef function = constants_function(&trace->constants, called);

	if (function)
		ask_target(trace, call, function, depth > 0, with_events, NULL);
	else if (LLVMIsASelectInst(called) && depth < 4) {
		ask_choice(trace, call, LLVMGetOperand(called, 1), with_events, depth + 1);
		ask_choice(trace, call, LLVMGetOperand(called, 2), with_events, depth + 1);
	} else if (LLVMIsAPHINode(called) && depth < 4) {
		for (unsigned int i = 0; i < LLVMCountIncoming(called); i++)
			if (constants_reach(&trace->constants, LLVMGetIncomingBlock(called, i)))
				ask_choice(trace, call, LLVMGetIncomingValue(called, i),
					   with_events, depth + 1);
	} else if (!LLVMIsAConstantPointerNull(called)) {
		ask_target(trace, call, NULL, false, with_events,
			   "the function that is called is not known");
	}
}

static void ask_call(struct trace *trace, LLVMValueRef call, bool with_events)
{
	LLVMValueRef called = LLVMGetCalledValue(call);
	struct field field;
	size_t length;
	const char *name = LLVMIsAFunction(called) ? LLVMGetValueName2(called, &length) : "";

	if (intrinsic_call(trace, call, name, with_events))
		return;
	if (field_called(call, &field))
		ask_field(trace, call, &field, with_events);
	else
		ask_choice(trace, call, called, with_events, 0);
}

void calls_ask(struct trace *trace, bool with_events)
{
	for (size_t i = 0; i < trace->call_count && !trace->answers->error; i++)
		ask_call(trace, trace->calls[i], with_events);
}
